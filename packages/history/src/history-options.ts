/** How a history is kept. */
export interface HistoryOptions {
  /** Existing folder, by its real path; `null`: in memory only. */
  readonly dir: string | null
  /** Days after which what was seen last is deleted; groups of errors are kept six times as long. 14 by default. */
  readonly retentionDays?: number
  /** Groups of errors; 1,000 by default. */
  readonly maxErrors?: number
  /** Alerts; 1,000 by default. */
  readonly maxAlerts?: number
  /** Runs of batch jobs; 5,000 by default. */
  readonly maxRuns?: number
  /** Size of the file, where the oldest goes first; 512 MB by default. In memory it is 8 MB at the most. */
  readonly maxBytes?: number
  /** Told in one sentence of what happens after the opening: damage that was found, a disk that is full. */
  readonly onProblem?: (sentence: string) => void
  /** The clock, in Unix milliseconds. */
  readonly nowMs?: () => number
}
