import { writeLogLine } from '@cryo/conventions'
import { wrongValue } from '@cryo/conventions/configuration'
import { readProperty, toTelemetryName } from '@cryo/conventions/redaction'

import { readSize } from './calls/item-loop.ts'
import { iterate, iterateAsync } from './calls/iterate.ts'
import type { ProgressOptions } from './options/progress-options.ts'
import { readOptions } from './options/read-options.ts'
import type { ProgressTracker } from './progress-tracker.ts'
import { LiveTracker } from './run/live-tracker.ts'
import { type ProgressClock, SYSTEM_CLOCK } from './run/progress-clock.ts'
import { getProcessBoard } from './terminal/process-board.ts'
import type { TerminalBoard } from './terminal/terminal-board.ts'
import { readTotal } from './run/read-total.ts'
import type { RunInput } from './run/counted-run.ts'
import { RunCheckpoint } from './run/run-checkpoint.ts'

/** Types of values that are neither a count nor items. */
const NO_SOURCES: ReadonlySet<string> = new Set(['string', 'boolean', 'function', 'symbol'])

/**
 * Tracks a job: its progress as status, spans, metrics and a line on the terminal, with a forecast of its end.
 *
 * @param name - Of the job: the same for each of its runs.
 * @param total - Items in all, `null` where that is not known, or the items themselves, over which the tracker can
 * then be iterated.
 * @throws ConfigurationError for a wrong option; CheckpointLockedError where another run has the checkpoint,
 * CheckpointMismatchError where it is of another job or of a newer version, CheckpointMissingError where there is none
 * and `resume` is `require`.
 *
 * @example
 * for (const mixture of trackProgress('screen mixtures', mixtures)) screen(mixture)
 *
 * @example
 * const progress = trackProgress('import', rows.length)
 * for (const batch of batches) progress.update(await insert(batch))
 * progress.complete()
 */
export function trackProgress(name: string, total: number | null, options?: ProgressOptions): ProgressTracker
export function trackProgress<T>(
  name: string,
  items: Iterable<T>,
  options?: ProgressOptions<T>,
): ProgressTracker & Iterable<T>
export function trackProgress<T>(
  name: string,
  items: AsyncIterable<T>,
  options?: ProgressOptions<T>,
): ProgressTracker & AsyncIterable<T>
export function trackProgress(
  name: string,
  source: unknown,
  options?: ProgressOptions<never>,
): ProgressTracker {
  return createTracker(name, source, options, SYSTEM_CLOCK, getProcessBoard())
}

/** As {@link trackProgress}, on a given clock and terminal. */
export function createTracker(
  name: string,
  source: unknown,
  options: ProgressOptions<never> | undefined,
  clock: ProgressClock,
  processBoard: TerminalBoard | null,
): ProgressTracker {
  const job = toTelemetryName(name)
  warnOfSource(job, source)
  const settings = readOptions(options)
  const { checkpointFile: file } = settings
  const checkpoint = file === null ? null : new RunCheckpoint(job, file, settings)
  const board = settings.quiet ? null : processBoard
  const input = { job, settings, clock, checkpoint, board, parent: null }
  if (isIterable(source)) {
    return new IterableTracker({ ...input, total: readTotal(options?.total ?? readSize(source)) }, source)
  }
  if (isAsyncIterable(source)) {
    return new AsyncIterableTracker({ ...input, total: readTotal(options?.total) }, source)
  }
  return new LiveTracker({ ...input, total: readTotal(source) })
}

/** Says what can only be a mistake, such as a number in quotes or a promise that nobody awaited: the job goes on without. */
function warnOfSource(job: string, source: unknown): void {
  if (!NO_SOURCES.has(typeof source) && !isThenable(source)) return
  const { message } = wrongValue('total', source, 'a number, null, or the items themselves')
  writeLogLine(`${message}; it is unknown for the job ${job}`)
}

function isThenable(source: unknown): boolean {
  return typeof readProperty(source, 'then') === 'function'
}

class IterableTracker<T> extends LiveTracker implements Iterable<T> {
  readonly #items: Iterable<T>

  constructor(input: RunInput, items: Iterable<T>) {
    super(input)
    this.#items = items
  }

  [Symbol.iterator](): Iterator<T> {
    return iterate(this.run, this.#items)
  }
}

class AsyncIterableTracker<T> extends LiveTracker implements AsyncIterable<T> {
  readonly #items: AsyncIterable<T>

  constructor(input: RunInput, items: AsyncIterable<T>) {
    super(input)
    this.#items = items
  }

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return iterateAsync(this.run, this.#items)
  }
}

function isIterable(source: unknown): source is Iterable<unknown> {
  return typeof source === 'object' && source !== null && Symbol.iterator in source
}

function isAsyncIterable(source: unknown): source is AsyncIterable<unknown> {
  return typeof source === 'object' && source !== null && Symbol.asyncIterator in source
}
