/** What an earlier run of the same job took. */
export interface PriorPace {
  /** Items that the run itself processed. */
  readonly items: number
  readonly seconds: number
}

/** Forecast of the time that is left. */
export interface EtaEstimate {
  /** Median, in seconds. */
  readonly p50Seconds: number
  /** 90th percentile, in seconds; at least the median. */
  readonly p90Seconds: number
}

/** How an {@link EtaEstimator} starts. */
export interface EtaEstimatorOptions {
  /** Prior runs of the job, the newest first. */
  readonly priorRuns?: readonly PriorPace[]
}

/**
 * Tells how fast a run is and when it will be done, from this run's own items and those of earlier runs of the job.
 *
 * It has no clock: times are seconds since the start of the run, on a monotonic clock, paused time left out.
 */
export interface EtaEstimator {
  /** Items of this run so far, resumed ones not among them, at a time. Cheap: called at most ten times a second. */
  observe(doneItems: number, elapsedSeconds: number): void
  /** Prior runs that became known after the start. */
  learn(priorRuns: readonly PriorPace[]): void
  /** Items a second over the last stretch; `null` before there is evidence. */
  rate(elapsedSeconds: number): number | null
  /**
   * @param remainingItems - Items still to do.
   * @returns `null` before there is evidence; never negative or NaN; 0 where nothing remains.
   */
  estimate(remainingItems: number, elapsedSeconds: number): EtaEstimate | null
}
