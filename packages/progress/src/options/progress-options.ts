/** When a run has failed too often to go on. */
export interface StopLossOptions {
  /** Share of this run's items that failed at which the run is paused: 0 to 1. */
  readonly failureRatio: number
  /** Items that are needed to judge; 50 by default. */
  readonly minItems?: number
}

/** How a job is tracked; everything has a default. */
export interface ProgressOptions<T = unknown> {
  /** Items in all, for an iterable that does not tell; that of an array, Set or Map by default. */
  readonly total?: number | null
  /** What is counted, for people, in the plural: `mixtures`. `items` by default. */
  readonly unit?: string
  /** When the job has to be done: a Date, an ISO text or Unix milliseconds. */
  readonly deadline?: Date | string | number
  /** Longest silence before the job counts as stalled; learned from the job itself, at most 300 s, by default. */
  readonly stallAfterSeconds?: number
  /** Longest time between two starts of the job before one counts as missed. */
  readonly expectEverySeconds?: number
  /** File that keeps the position over the end of the process; none by default. */
  readonly checkpointFile?: string
  /** What to do with an earlier checkpoint: go on with it if there is one (`auto`, the default), never, or fail without. */
  readonly resume?: 'auto' | 'never' | 'require'
  /** Which part of a job that is split over processes this is: `2/8`. It has a checkpoint of its own. */
  readonly part?: string
  /** Pauses the run once too many of its items have failed; whoever resumes it then begins to count anew. */
  readonly stopLoss?: StopLossOptions
  /** Runs only the items that failed in the last run, which the checkpoint's file of failed keys names. */
  readonly onlyFailed?: boolean
  /** Names an item in the file of failed keys, by any JSON value; a text or number itself, else its position, by default. */
  readonly key?: (item: T, index: number) => unknown
  /** Nothing on the terminal. */
  readonly quiet?: boolean
  /** Pauses the run for good when it aborts: from then on it can only be ended. */
  readonly signal?: AbortSignal
}
