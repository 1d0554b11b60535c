import type { ProgressStream } from './calls/progress-stream.ts'
import type { ProgressStatus } from './progress-status.ts'
import type { PauseReason } from './run/pause-reason.ts'

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
  /** Begins a new run with nothing done, whatever the state; its children end. */
  reset(): void
  /** Ends the run: all is done. */
  complete(): void
  /** Ends the run: it cannot go on; any value is an error. A later run with the same checkpoint resumes it. */
  fail(error?: unknown): void
  /** Stops the clock. Loops and {@link ProgressTracker.each} stop at the next item. */
  pause(): void
  /** Goes on after a pause; does nothing unless paused. */
  resume(): void
  /**
   * Makes a tracker for a part of the work, whose items count into this one's; it ends with it at the latest. Below the
   * hundredth level a child is made beside its parent.
   */
  child(name: string, total: number | null): ProgressTracker
  /**
   * Announces silence, so that it does not count as a stall: it is over with the next update, when what is returned is
   * disposed of, or after `maxSeconds`.
   *
   * @example
   * using waiting = progress.hold('vacuum', 600)
   */
  hold(label: string, maxSeconds: number): Disposable
  /**
   * Runs `fn` for each item, counts it as successful or, where `fn` throws, as failed, and keeps the keys of those that
   * failed beside the checkpoint. Items that the checkpoint has are skipped. Once all are done the run is complete.
   *
   * Several items may be in work at the same time. A resumed run begins with the first that was not done, so that it
   * may do again what others had finished behind it.
   *
   * @returns Where the run stands: `paused` if it was stopped before the end.
   * @throws What `items` throws; nothing of `fn`. ConfigurationError where either is left out.
   *
   * @example
   * await progress.each(mixtures, (mixture) => screen(mixture), { concurrency: 8 })
   */
  each<T>(
    items: Iterable<T> | AsyncIterable<T>,
    fn: (item: T, index: number) => unknown,
    options?: EachOptions,
  ): Promise<ProgressStatus>
  /**
   * Makes a stream to put between a source and a sink: it counts the chunks that pass, at the pace of the sink. It fits
   * `pipe` and `pipeline` of Node, in object mode, and `pipeThrough` of Web streams.
   *
   * @example
   * await pipeline(rows, progress.stream(), sink)
   */
  stream(): ProgressStream
  /**
   * Saves the checkpoint; without `checkpointFile` it does nothing.
   *
   * Once a cursor was given, what is saved between two calls stays at the position of the last one, so that a resumed
   * run finds a cursor and items that belong together.
   *
   * @param cursor - A position of your own, any JSON value, which a resumed run finds in {@link ProgressTracker.cursor};
   * `null` takes it away, without one the last stays.
   * @returns Resolves once it would outlive a crash: file and folder are synchronised. Rejects where that failed.
   */
  checkpoint(cursor?: unknown): Promise<void>
  /** What `checkpoint` was given last, in this run or in the one that it resumes; `null` for nothing. */
  readonly cursor: unknown
  /** Why the run is paused; `null` unless it is. */
  readonly pauseReason: PauseReason | null
  /** Writes where the run stands for a person to read and paste. */
  generateReport(): string
  /** Completes the run if all is done, else pauses it: `using` calls it. */
  [Symbol.dispose](): void
  /** As `Symbol.dispose`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}
