import type { ProgressStatus } from './progress-status.ts'

/** What became of the items of one update. */
export interface BatchResult {
  /** Those that went well; all that did not fail by default. */
  readonly successful?: number
  /** Those that did not; all that did not go well, else 0, by default. */
  readonly failed?: number
  /** Size of the batch where it is not the number of items. */
  readonly batchSize?: number
}

/** How {@link ProgressTracker.each} runs. */
export interface EachOptions {
  /** Items in work at the same time; 1 by default. */
  readonly concurrency?: number
  /** Begins no further item once it aborts, and pauses the run. */
  readonly signal?: AbortSignal
}

/**
 * The progress of one run of a job. No method throws; counts that are no finite number from zero up are ignored and
 * counted, and so is what comes after the end.
 */
export interface ProgressTracker {
  /** Name of the job, without credentials and at most 256 bytes long. */
  readonly name: string
  /** Identity of the run: `cryo.run.id` of its spans. */
  readonly trackingId: string
  /**
   * Counts items that were processed since the last call: it adds to those done before.
   *
   * @example
   * progress.update(1)
   * progress.update(50, { failed: 2 })
   * progress.update(50, 48, 2, 50)
   */
  update(itemsProcessed: number, result?: BatchResult): void
  update(itemsProcessed: number, successful: number, failed?: number, batchSize?: number): void
  /** Reads where the run stands. */
  getStatus(): ProgressStatus
  /** Begins a new run with nothing done, whatever the state. */
  reset(): void
  /** Ends the run: all is done. */
  complete(): void
  /** Ends the run: it cannot go on; any value is an error. A later run with the same checkpoint resumes it. */
  fail(error?: unknown): void
  /** Stops the clock. Loops and {@link ProgressTracker.each} stop at the next item. */
  pause(): void
  /** Goes on after a pause; does nothing unless paused. */
  resume(): void
  /** Makes a tracker for a part of the work, whose items count into this one's. */
  child(name: string, total: number | null): ProgressTracker
}
