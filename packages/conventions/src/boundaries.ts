/** Buckets in seconds that the semantic conventions advise for the duration of HTTP and database calls. */
export const CALL_DURATION_BOUNDARIES: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
]

/** Buckets in seconds for operations, which may take a millisecond or four hours. */
export const OPERATION_DURATION_BOUNDARIES: readonly number[] = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 14400,
]

/** Buckets in seconds for whole runs of a job: a minute to a week. */
export const JOB_DURATION_BOUNDARIES: readonly number[] = [
  1, 10, 60, 300, 900, 1800, 3600, 7200, 14400, 28800, 86400, 172800, 604800,
]
