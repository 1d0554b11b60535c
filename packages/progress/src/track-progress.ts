import { toTelemetryName } from '@cryo/conventions/redaction'

import { iterate, iterateAsync } from './calls/iterate.ts'
import type { ProgressOptions } from './options/progress-options.ts'
import { toSettings } from './options/progress-settings.ts'
import type { ProgressTracker } from './progress-tracker.ts'
import { LiveTracker } from './run/live-tracker.ts'
import { type ProgressClock, SYSTEM_CLOCK } from './run/progress-clock.ts'
import { readTotal } from './run/read-total.ts'
import type { RunInput } from './run/run.ts'

/**
 * Tracks a job: its progress as status, spans, metrics and a line on the terminal, with a forecast of its end.
 *
 * @param name - Of the job: the same for each of its runs.
 * @param total - Items in all, `null` where that is not known, or the items themselves, over which the tracker can
 * then be iterated.
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
  options: ProgressOptions<never> = {},
): ProgressTracker {
  return createTracker(name, source, options, SYSTEM_CLOCK)
}

/** As {@link trackProgress}, on a given clock. */
export function createTracker(
  name: string,
  source: unknown,
  options: ProgressOptions<never>,
  clock: ProgressClock,
): ProgressTracker {
  const input = { job: toTelemetryName(name), settings: toSettings(options), clock, parent: null }
  if (isIterable(source)) {
    return new IterableTracker({ ...input, total: readTotal(options.total ?? readSize(source)) }, source)
  }
  if (isAsyncIterable(source)) {
    return new AsyncIterableTracker({ ...input, total: readTotal(options.total) }, source)
  }
  return new LiveTracker({ ...input, total: readTotal(source) })
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

/** Items of a collection that knows; `null` for any other. */
function readSize(items: Iterable<unknown>): number | null {
  const { length, size } = items as { readonly length?: unknown; readonly size?: unknown }
  return typeof length === 'number' ? length : typeof size === 'number' ? size : null
}
