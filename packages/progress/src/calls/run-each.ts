import { ConfigurationError, type ConfigurationProblem, wrongValue } from '@cryo/conventions/configuration'

import type { EachOptions } from '../progress-tracker.ts'
import type { Run } from '../run/run.ts'
import { ItemLoop } from './item-loop.ts'
import { ItemSource } from './item-source.ts'
import { OrderedResults } from './ordered-results.ts'
import { readCount } from './read-count.ts'

/** More in work at the same time gain nothing. */
const MAX_CONCURRENCY = 10_000

/**
 * Runs `fn` for each item that is not done, several at a time, and counts how each ends.
 *
 * An error of `fn` is that item's failure. An error of the items themselves leaves the run paused and is thrown on.
 *
 * @throws ConfigurationError for items that cannot be iterated, something else than a function, a wrong signal.
 */
export async function runEach<T>(
  run: Run,
  items: Iterable<T> | AsyncIterable<T>,
  fn: (item: T, index: number) => unknown,
  options: EachOptions,
): Promise<void> {
  checkArguments(items, fn, options)
  const { concurrency, signal } = options
  const loop = new ItemLoop<T>(run, items)
  const results = new OrderedResults(run, loop)
  const abort = (): void => run.pause('aborted')
  if (signal?.aborted === true) abort()
  signal?.addEventListener('abort', abort, { once: true })
  // Calls of its `next` queue up: whoever is free takes the next item.
  const source = new ItemSource(items, [signal, run.settings.signal])
  const queue = takeItems(loop, source, results)
  const work = async (): Promise<void> => {
    for (let taken = await queue.next(); taken.done !== true; taken = await queue.next()) {
      const { item, index } = taken.value
      results.finish(item, index, await attempt(fn, item, index))
    }
  }
  const workers = Math.min(Math.max(1, Math.floor(readCount(concurrency) ?? 1)), MAX_CONCURRENCY)
  try {
    const ended = await Promise.allSettled(Array.from({ length: workers }, work))
    for (const one of ended) if (one.status === 'rejected') throw one.reason
    loop.end()
  } finally {
    signal?.removeEventListener('abort', abort)
    // First, as a source may take for ever to close.
    loop.leave()
    await source.close()
  }
}

/** `each(fn)` is an easy slip, as the tracker may have been given the items too. */
function checkArguments(items: unknown, fn: unknown, { signal }: { readonly signal?: unknown }): void {
  const problems: ConfigurationProblem[] = []
  if (!isIterable(items)) problems.push(wrongValue('items of each(items, fn)', items, 'something to iterate'))
  if (typeof fn !== 'function') problems.push(wrongValue('fn of each(items, fn)', fn, 'a function'))
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    problems.push(wrongValue('signal of each(items, fn, options)', signal, 'an AbortSignal'))
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
}

function isIterable(items: unknown): boolean {
  if (items === null || items === undefined) return false
  const { [Symbol.iterator]: sync, [Symbol.asyncIterator]: async } = Object(items) as Record<symbol, unknown>
  return typeof sync === 'function' || typeof async === 'function'
}

/** The error that `fn` ended with, if it did: any value is one. */
async function attempt<T>(
  fn: (item: T, index: number) => unknown,
  item: T,
  index: number,
): Promise<{ readonly error: unknown } | null> {
  try {
    await fn(item, index)
    return null
  } catch (error) {
    return { error }
  }
}

async function* takeItems<T>(
  loop: ItemLoop<T>,
  source: ItemSource<T>,
  results: OrderedResults<T>,
): AsyncGenerator<{ readonly item: T; readonly index: number }, void, undefined> {
  for (let index = 0; !loop.isStopped; index++) {
    const next = await source.next()
    if (next === null || loop.isStopped) break
    const { item } = next
    if (!loop.admits(item, index)) continue
    await results.begin(index)
    yield { item, index }
  }
  if (source.isExhausted) loop.exhaust()
}
