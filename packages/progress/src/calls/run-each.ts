import { ConfigurationError, type ConfigurationProblem, wrongValue } from '@cryo/conventions/configuration'

import type { EachOptions } from '../progress-tracker.ts'
import type { Run } from '../run/run.ts'
import { ItemLoop } from './item-loop.ts'
import { OrderedResults } from './ordered-results.ts'
import { isCount } from './read-count.ts'

/** More in work at the same time gain nothing. */
const MAX_CONCURRENCY = 10_000

/**
 * Runs `fn` for each item that is not done, several at a time, and counts how each ends.
 *
 * An error of `fn` is that item's failure. An error of the items themselves leaves the run paused and is thrown on.
 *
 * @throws ConfigurationError for items that cannot be iterated and for something else than a function.
 */
export async function runEach<T>(
  run: Run,
  items: Iterable<T> | AsyncIterable<T>,
  fn: (item: T, index: number) => unknown,
  { concurrency = 1, signal }: EachOptions,
): Promise<void> {
  checkArguments(items, fn)
  const loop = new ItemLoop<T>(run, items)
  const results = new OrderedResults(run, loop)
  const abort = (): void => run.pause('aborted')
  if (signal?.aborted === true) abort()
  signal?.addEventListener('abort', abort, { once: true })
  // Calls of its `next` queue up: whoever is free takes the next item.
  const queue = takeItems(loop, items, results)
  const work = async (): Promise<void> => {
    for (let taken = await queue.next(); taken.done !== true; taken = await queue.next()) {
      const { item, index } = taken.value
      results.finish(item, index, await attempt(fn, item, index))
    }
  }
  const workers = isCount(concurrency) ? Math.min(Math.max(1, Math.floor(concurrency)), MAX_CONCURRENCY) : 1
  try {
    const ended = await Promise.allSettled(Array.from({ length: workers }, work))
    for (const one of ended) if (one.status === 'rejected') throw one.reason
    loop.end()
  } finally {
    signal?.removeEventListener('abort', abort)
    loop.leave()
  }
}

/** `each(fn)` is an easy slip, as the tracker may have been given the items too. */
function checkArguments(items: unknown, fn: unknown): void {
  const problems: ConfigurationProblem[] = []
  if (!isIterable(items)) problems.push(wrongValue('items of each(items, fn)', items, 'something to iterate'))
  if (typeof fn !== 'function') problems.push(wrongValue('fn of each(items, fn)', fn, 'a function'))
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
  items: Iterable<T> | AsyncIterable<T>,
  results: OrderedResults<T>,
): AsyncGenerator<{ readonly item: T; readonly index: number }, void, undefined> {
  let index = 0
  for await (const item of items) {
    if (loop.isStopped) return
    if (loop.admits(item, index)) {
      await results.begin(index)
      yield { item, index }
    }
    index++
  }
  loop.exhaust()
}
