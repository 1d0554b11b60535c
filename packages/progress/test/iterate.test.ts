import { setImmediate } from 'node:timers/promises'

import { createTempDir } from '@cryo/testing'
import { describe, expect, it } from 'vitest'

import type { ProgressTracker } from '../src/progress-tracker.ts'
import { startTracker } from './fixtures/start-tracker.ts'

const ROWS = ['a', 'b', 'c', 'd', 'e']

async function* comeOneByOne<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) {
    await Promise.resolve()
    yield item
  }
}

describe.each([
  ['an iterable', (rows: readonly string[]): Iterable<string> | AsyncIterable<string> => rows],
  ['an async iterable', (rows: readonly string[]) => comeOneByOne(rows)],
])('a loop over %s', (_kind, toSource) => {
  it('gives every item and completes', async () => {
    const { progress } = startTracker('loop', toSource(ROWS))
    const seen: string[] = []
    for await (const row of progress) seen.push(row)
    expect(seen).toEqual(ROWS)
    expect(progress.getStatus()).toMatchObject({ state: 'completed', processedItems: 5, successfulItems: 5 })
  })

  it('that is broken off pauses; the item in work is not done', async () => {
    const { progress } = startTracker('loop', toSource(ROWS))
    for await (const row of progress) if (row === 'c') break
    expect(progress.getStatus()).toMatchObject({ state: 'paused', processedItems: 2 })
    expect(progress.pauseReason).toBe('left')
  })

  it('whose body throws does not count that item, and throws the same', async () => {
    const { progress } = startTracker('loop', toSource(ROWS))
    const thrown = new Error('theirs')
    const run = async (): Promise<void> => {
      for await (const row of progress) if (row === 'd') throw thrown
    }
    await expect(run()).rejects.toBe(thrown)
    expect(progress.getStatus()).toMatchObject({ state: 'paused', processedItems: 3 })
  })

  it('stops at the next item once the run is paused', async () => {
    const { progress } = startTracker('loop', toSource(ROWS))
    const seen: string[] = []
    for await (const row of progress) {
      seen.push(row)
      if (row === 'b') progress.pause()
    }
    expect(seen).toEqual(['a', 'b'])
    expect(progress.getStatus()).toMatchObject({ state: 'paused', processedItems: 2 })
  })

  it('lets the body say what became of an item', async () => {
    const { progress } = startTracker('loop', toSource(ROWS))
    for await (const row of progress) if (row === 'b') progress.update(1, { failed: 1 })
    expect(progress.getStatus()).toMatchObject({ processedItems: 5, successfulItems: 4, failedItems: 1 })
  })
})

it('a second loop over the same tracker goes on where the first one stopped', () => {
  const { progress } = startTracker('twice', ROWS)
  for (const row of progress) if (row === 'c') break
  const seen = [...progress]
  expect(seen).toEqual(['c', 'd', 'e'])
  expect(progress.getStatus()).toMatchObject({ state: 'completed', processedItems: 5 })
})

it('a source that throws leaves the run paused', () => {
  const thrown = new Error('theirs')
  function* source(): Generator<number> {
    yield 1
    throw thrown
  }
  const { progress } = startTracker('throwing', source())
  expect(() => [...progress]).toThrow(thrown)
  expect(progress.getStatus()).toMatchObject({ state: 'paused', processedItems: 1 })
})

it.each([
  ['an array', [1, 2], {}, 2],
  ['a Set', new Set([1, 2, 3]), {}, 3],
  ['a Map', new Map([[1, 2]]), {}, 1],
  ['a typed array', new Uint8Array(4), {}, 4],
  ['a generator', (function* () {})(), {}, null],
  ['a generator with a total', (function* () {})(), { total: 7 }, 7],
])('%s knows how many items there are', (_kind, source: Iterable<unknown>, options, total) => {
  expect(startTracker('sizes', source, options).progress.getStatus().totalItems).toBe(total)
})

it('a loop over a run that has ended sees every item and counts none', () => {
  const { progress } = startTracker('over', ROWS)
  progress.complete()
  expect([...progress]).toEqual(ROWS)
  expect(progress.getStatus().processedItems).toBe(0)
})

describe('a source that never ends a call', () => {
  /** Gives one item, then neither another nor an end. */
  function createStuckSource(): { source: AsyncIterable<string>; calls: string[] } {
    const calls: string[] = []
    const never = Promise.withResolvers<never>().promise
    const iterator: AsyncIterator<string> = {
      next: () => {
        calls.push('next')
        return calls.length === 1 ? Promise.resolve({ done: false, value: 'a' }) : never
      },
      return: () => {
        calls.push('return')
        return never
      },
    }
    return { source: { [Symbol.asyncIterator]: () => iterator }, calls }
  }

  it('keeps no lock of a loop that was left, though it never closes', async () => {
    using dir = createTempDir()
    const checkpointFile = dir.file('stuck.json')
    const { source, calls } = createStuckSource()
    const { progress } = startTracker('stuck', source, { checkpointFile })
    const loop = progress[Symbol.asyncIterator]()
    await loop.next()
    void loop.return?.()
    while (!calls.includes('return')) await setImmediate()
    expect(startTracker('stuck', ROWS, { checkpointFile }).progress.getStatus().state).toBe('running')
  })

  it('ends a loop and each once the signal aborts', async () => {
    const looped = new AbortController()
    const { progress } = startTracker('loop', createStuckSource().source, { signal: looped.signal })
    for await (const _row of progress) globalThis.setImmediate(() => looped.abort())
    expect(progress.getStatus()).toMatchObject({ state: 'paused', processedItems: 1 })
    const each = new AbortController()
    const other = startTracker('each', null).progress
    const status = await other.each(
      createStuckSource().source,
      () => void globalThis.setImmediate(() => each.abort()),
      { concurrency: 3, signal: each.signal },
    )
    expect(status).toMatchObject({ state: 'paused', processedItems: 1 })
  })
})

it.each([
  [
    'a loop',
    async (progress: ProgressTracker & AsyncIterable<string>) => void (await Array.fromAsync(progress)),
  ],
  [
    'each',
    async (progress: ProgressTracker, rows: AsyncIterable<string>) =>
      void (await progress.each(rows, () => {})),
  ],
])('%s begins nothing with a signal that has aborted, before or after a pause', async (_kind, run) => {
  let asked = 0
  const rows = comeOneByOne(ROWS)
  const counted = {
    [Symbol.asyncIterator]: () => ({ next: () => (asked++, rows.next()) }),
  }
  const { progress } = startTracker('aborted', counted, { signal: AbortSignal.abort() })
  await run(progress, counted)
  progress.resume()
  expect(asked).toBe(0)
  expect(progress.getStatus()).toMatchObject({ state: 'paused', processedItems: 0 })
  expect(progress.pauseReason).toBe('aborted')
  progress.complete()
  expect(progress.getStatus().state).toBe('completed')
})

it('a loop that resumes at half an item does that item again', () => {
  using dir = createTempDir()
  const checkpointFile = dir.file('half.json')
  const first = startTracker('half', 5, { checkpointFile }).progress
  first.update(2.5)
  first[Symbol.dispose]()
  const { progress } = startTracker('half', ROWS, { checkpointFile })
  expect([...progress]).toEqual(['c', 'd', 'e'])
  expect(progress.getStatus().state).toBe('completed')
})
