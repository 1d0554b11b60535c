import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { setImmediate } from 'node:timers/promises'

import { captureTelemetry, createManualClock, createTempDir, type TempDir } from '@cryo/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { readFailedKeys } from '../src/checkpoint/failed-keys.ts'
import { EPOCH_MS, startTracker } from './fixtures/start-tracker.ts'

const ROWS = Array.from({ length: 20 }, (_, index) => `row ${index}`)

let dir: TempDir
let checkpointFile: string
beforeEach(() => {
  dir = createTempDir()
  checkpointFile = dir.file('screen.json')
})
afterEach(() => dir[Symbol.dispose]())

/** Does the first rows and leaves, as a process that is stopped would. */
function doFirst(count: number): void {
  const { progress } = startTracker('screen', ROWS, { checkpointFile })
  let done = 0
  for (const _row of progress) if (done++ === count) break
}

describe('a loop with a checkpoint', () => {
  it('goes on where an earlier run stopped; its status shows the items at once', () => {
    doFirst(7)
    const { progress } = startTracker('screen', ROWS, { checkpointFile })
    expect(progress.getStatus()).toMatchObject({
      processedItems: 7,
      successfulItems: 7,
      resumedItems: 7,
      totalItems: 20,
      itemsPerSecond: null,
      checkpoint: { file: checkpointFile, items: 7 },
    })
    expect([...progress]).toEqual(ROWS.slice(7))
    expect(progress.getStatus()).toMatchObject({ state: 'completed', processedItems: 20, resumedItems: 7 })
  })

  it('takes only its own items for rate and forecast', () => {
    doFirst(10)
    const { progress, clock } = startTracker('screen', ROWS.length, { checkpointFile })
    for (let item = 0; item < 5; item++) {
      clock.advance(1000)
      progress.update(1)
    }
    const status = progress.getStatus()
    expect(status).toMatchObject({ processedItems: 15, elapsedSeconds: 5 })
    expect(status.itemsPerSecond).toBeCloseTo(1)
    expect(status.estimatedRemainingSeconds).toBeCloseTo(5)
  })

  it('begins anew after a completed run, and with resume: never', () => {
    doFirst(7)
    const anew = startTracker('screen', ROWS, { checkpointFile, resume: 'never' }).progress
    expect([...anew]).toEqual(ROWS)
    const next = startTracker('screen', ROWS, { checkpointFile }).progress
    expect(next.getStatus()).toMatchObject({ processedItems: 0, resumedItems: 0 })
    next.complete()
  })

  it('takes a total that is smaller than what is done', () => {
    doFirst(15)
    const { progress } = startTracker('screen', ROWS.slice(0, 10), { checkpointFile })
    expect(progress.getStatus()).toMatchObject({ totalItems: 15, progressPercentage: 100 })
    expect([...progress]).toEqual([])
    expect(progress.getStatus().state).toBe('completed')
  })

  it('refuses a second run while one has it, another job, and a checkpoint that is not there', () => {
    const { progress } = startTracker('screen', 10, { checkpointFile })
    expect(() => startTracker('screen', 10, { checkpointFile })).toThrow(
      expect.objectContaining({ code: 'CRYO_CHECKPOINT_LOCKED' }),
    )
    progress.update(3)
    progress[Symbol.dispose]()
    expect(() => startTracker('import', 10, { checkpointFile })).toThrow(
      expect.objectContaining({ code: 'CRYO_CHECKPOINT_MISMATCH' }),
    )
    expect(() =>
      startTracker('screen', 10, { checkpointFile: dir.file('other.json'), resume: 'require' }),
    ).toThrow(expect.objectContaining({ code: 'CRYO_CHECKPOINT_MISSING' }))
  })

  it('goes on with itself after a pause, and leaves the checkpoint to whoever was faster', () => {
    const first = startTracker('screen', ROWS, { checkpointFile }).progress
    for (const row of first) if (row === 'row 4') break
    expect([...first]).toEqual(ROWS.slice(4))
    expect(first.getStatus()).toMatchObject({ state: 'completed', processedItems: 20 })

    const paused = startTracker('screen', ROWS, { checkpointFile }).progress
    for (const row of paused) if (row === 'row 4') break
    const faster = startTracker('screen', ROWS, { checkpointFile }).progress
    for (const row of faster) if (row === 'row 9') break
    expect([...paused]).toEqual(ROWS.slice(4))
    expect(startTracker('screen', ROWS, { checkpointFile }).progress.getStatus().resumedItems).toBe(9)
  })

  it('gives each part a checkpoint of its own', () => {
    for (const part of ['1/2', '2/2']) {
      const { progress } = startTracker('screen', 10, { checkpointFile, part })
      progress.update(part === '1/2' ? 3 : 4)
      progress[Symbol.dispose]()
    }
    const second = startTracker('screen', 10, { checkpointFile, part: '2/2' }).progress
    expect(second.getStatus().resumedItems).toBe(4)
  })
})

describe('each with a checkpoint', () => {
  it('goes on with the first item that is not done, though later ones are', async () => {
    const { progress } = startTracker('screen', ROWS.length, { checkpointFile })
    const slow = Promise.withResolvers<void>()
    const running = progress.each(ROWS, (row) => (row === 'row 3' ? slow.promise : undefined), {
      concurrency: 2,
    })
    while (progress.getStatus().processedItems < 12) await setImmediate()
    await progress.checkpoint()
    expect(progress.getStatus().checkpoint?.items).toBe(3)
    slow.resolve()
    await running
    expect(progress.getStatus()).toMatchObject({ state: 'completed', checkpoint: { items: 20 } })
  })

  it('runs only what failed, until nothing does', async () => {
    const first = startTracker('screen', ROWS.length, { checkpointFile }).progress
    await first.each(ROWS, (row) => {
      if (row.endsWith('5') || row === 'row 8') throw new Error('no')
    })
    const run = async (failing: readonly string[]): Promise<string[]> => {
      const { progress } = startTracker('screen', ROWS, { checkpointFile, onlyFailed: true })
      const seen: string[] = []
      const status = await progress.each(ROWS, (row) => {
        seen.push(row)
        if (failing.includes(row)) throw new Error('still no')
      })
      expect(status).toMatchObject({ state: 'completed', totalItems: seen.length })
      return seen
    }
    expect(await run(['row 8'])).toEqual(['row 5', 'row 8', 'row 15'])
    expect(await run([])).toEqual(['row 8'])
    expect(await run([])).toEqual([])
  })

  it('a run that begins anew forgets what failed before', async () => {
    const first = startTracker('screen', ROWS.length, { checkpointFile }).progress
    await first.each(ROWS, () => Promise.reject(new Error('no')))
    const second = startTracker('screen', ROWS.length, { checkpointFile }).progress
    await second.each(ROWS, () => {})
    const rerun = startTracker('screen', ROWS, { checkpointFile, onlyFailed: true }).progress
    expect([...rerun]).toEqual([])
  })

  it('a reset forgets what failed before it', async () => {
    const { progress } = startTracker('screen', ROWS.length, { checkpointFile })
    await progress.each(ROWS, () => Promise.reject(new Error('no')))
    progress.reset()
    await progress.each(ROWS.slice(0, 2), (row) => {
      if (row === 'row 1') throw new Error('no')
    })
    progress[Symbol.dispose]()
    const rerun = startTracker('screen', ROWS, { checkpointFile, onlyFailed: true }).progress
    expect([...rerun]).toEqual(['row 1'])
  })

  it('keeps what a rerun that was stopped did not reach', async () => {
    const first = startTracker('screen', ROWS.length, { checkpointFile }).progress
    await first.each(ROWS, () => Promise.reject(new Error('no')))
    const rerun = startTracker('screen', ROWS, { checkpointFile, onlyFailed: true }).progress
    for (const row of rerun) if (row === 'row 12') break
    const rest = startTracker('screen', ROWS, { checkpointFile, onlyFailed: true }).progress
    expect([...rest]).toEqual(ROWS.slice(12))
  })

  it('names items by a key of the caller, and by their position where that is no data', async () => {
    const items = ROWS.map((name, id) => ({ name, id }))
    const fail = (): never => {
      throw new Error('no')
    }
    const key = (item: { readonly id: number }): unknown => (item.id === 2 ? 2n : { id: item.id })
    const options = { checkpointFile, key: key as (item: never) => unknown }
    await startTracker('screen', 4, options).progress.each(items.slice(0, 4), fail)
    const { progress } = startTracker('screen', items, { ...options, onlyFailed: true })
    expect([...progress].map(({ id }) => id)).toEqual([0, 1, 2, 3])
  })
})

describe('a list of failed items', () => {
  const failed = (): string => `${checkpointFile}.failed.jsonl`

  it.each([
    ['is too large', (): void => truncateSync(failed(), 200 * 1024 * 1024), /has 209715200 bytes/],
    [
      'is a link',
      (): void => (renameSync(failed(), dir.file('aside')), symlinkSync('aside', failed())),
      /ELOOP/,
    ],
    ['is a folder', (): void => (rmSync(failed()), mkdirSync(failed())), /EISDIR/],
  ])('that %s is refused and stays; the checkpoint is free', async (_kind, spoil, reason) => {
    const first = startTracker('screen', ROWS.length, { checkpointFile }).progress
    await first.each(ROWS, () => Promise.reject(new Error('no')))
    spoil()
    const rerun = (): unknown => startTracker('screen', ROWS, { checkpointFile, onlyFailed: true })
    expect(rerun).toThrow(expect.objectContaining({ code: 'CRYO_CHECKPOINT_MISSING', file: failed() }))
    expect(rerun).toThrow(reason)
    expect(existsSync(failed())).toBe(true)
  })

  it('keeps every key that a rerun did not reach, however many', () => {
    const keys = Array.from({ length: 150_000 }, (_, index) => index)
    writeFileSync(failed(), keys.map((key) => `${key}\n`).join(''))
    const rerun = startTracker('screen', keys, { checkpointFile, onlyFailed: true }).progress
    for (const key of rerun) if (key === 10) break
    expect(readFileSync(failed(), 'utf8').split('\n')).toHaveLength(keys.length - 10 + 1)
  })

  it('may have lines that make no sense, which are counted', () => {
    writeFileSync(failed(), '"row 1"\n"row\n"row 3"\n')
    expect(readFailedKeys(checkpointFile)).toEqual({ keys: new Set(['"row 1"', '"row 3"']), damaged: 1 })
  })
})

describe('a position of the caller', () => {
  it('is found by the next run, as it was when it was saved', async () => {
    const { progress } = startTracker('screen', 10, { checkpointFile })
    expect(progress.cursor).toBeNull()
    const cursor = { after: 'row 7', shard: 2 }
    await progress.checkpoint(cursor)
    cursor.shard = 3
    progress[Symbol.dispose]()
    const next = startTracker('screen', 10, { checkpointFile }).progress
    expect(next.cursor).toEqual({ after: 'row 7', shard: 2 })
  })

  it('keeps its items: what was done after it is done again', async () => {
    const { progress } = startTracker('screen', 10, { checkpointFile })
    progress.update(4, { failed: 1 })
    await progress.checkpoint({ page: 2 })
    progress.update(3)
    expect(progress.getStatus()).toMatchObject({ processedItems: 7 })
    progress[Symbol.dispose]()
    const next = startTracker('screen', 10, { checkpointFile }).progress
    expect(next.cursor).toEqual({ page: 2 })
    expect(next.getStatus()).toMatchObject({ resumedItems: 4, failedItems: 1, checkpoint: { items: 4 } })

    next.update(1)
    next[Symbol.dispose]()
    const third = startTracker('screen', 10, { checkpointFile }).progress
    expect(third.getStatus().resumedItems).toBe(4)
    third.update(2)
    await third.checkpoint()
    third.update(1)
    await third.checkpoint(null)
    third.update(1)
    third[Symbol.dispose]()
    const fourth = startTracker('screen', 10, { checkpointFile }).progress
    expect(fourth.cursor).toBeNull()
    expect(fourth.getStatus().resumedItems).toBe(8)
  })

  it('moves with a checkpoint that names none, and is forgotten by a reset', async () => {
    const { progress } = startTracker('screen', 10, { checkpointFile })
    await progress.checkpoint('a')
    progress.update(5)
    await progress.checkpoint()
    progress[Symbol.dispose]()
    const next = startTracker('screen', 10, { checkpointFile }).progress
    expect([next.cursor, next.getStatus().resumedItems]).toEqual(['a', 5])
    next.reset()
    next.update(2)
    next[Symbol.dispose]()
    const last = startTracker('screen', 10, { checkpointFile }).progress
    expect([last.cursor, last.getStatus().resumedItems]).toEqual([null, 2])
  })

  it('that is no JSON value is refused, and the earlier one stays', async () => {
    const { progress } = startTracker('screen', 10, { checkpointFile })
    await progress.checkpoint('first')
    const cycle: { self?: unknown } = {}
    cycle.self = cycle
    await expect(progress.checkpoint(cycle)).rejects.toThrow(TypeError)
    await expect(progress.checkpoint(5n)).rejects.toThrow(TypeError)
    expect(progress.cursor).toBe('first')
    await progress.checkpoint()
  })

  it('for which there is no room is refused, and spoils nothing that is written later', async () => {
    const { progress } = startTracker('screen', 10, { checkpointFile })
    await progress.checkpoint('first')
    await expect(progress.checkpoint('x'.repeat(16 * 1024 * 1024))).rejects.toMatchObject({
      code: 'CRYO_CHECKPOINT_TOO_LARGE',
    })
    progress.update(3)
    await progress.checkpoint()
    expect(progress.getStatus().checkpoint).toMatchObject({ items: 3, error: null })
    progress[Symbol.dispose]()
    expect(startTracker('screen', 10, { checkpointFile }).progress.cursor).toBe('first')
  })

  it('goes nowhere without a file', async () => {
    await expect(startTracker('screen', 10).progress.checkpoint('x')).resolves.toBeUndefined()
  })
})

it('a relative checkpoint stays where it is when the working directory changes', () => {
  const before = process.cwd()
  try {
    process.chdir(dir.path)
    const { progress } = startTracker('screen', 10, { checkpointFile: 'relative.json' })
    progress.update(3)
    progress[Symbol.dispose]()
    process.chdir(before)
    progress.resume()
    progress.update(1)
    progress[Symbol.dispose]()
    mkdirSync(dir.file('gone'))
    process.chdir(dir.file('gone'))
    rmdirSync(dir.file('gone'))
    expect(() => startTracker('screen', 10, { checkpointFile: 'relative.json' })).toThrow(
      'checkpointFile is "relative.json": expected an absolute path, as the working directory is gone',
    )
  } finally {
    process.chdir(before)
  }
  const { progress } = startTracker('screen', 10, { checkpointFile: dir.file('relative.json') })
  expect(progress.getStatus().resumedItems).toBe(4)
})

it('a run that was reset begins with its own time', () => {
  const { progress } = startTracker('screen', 10, { checkpointFile }, createManualClock())
  progress.update(1)
  progress[Symbol.dispose]()
  const clock = createManualClock()
  const next = startTracker('screen', 10, { checkpointFile }, clock).progress
  clock.advance(60_000)
  next.reset()
  clock.advance(1000)
  next[Symbol.dispose]()
  expect(JSON.parse(readFileSync(checkpointFile, 'utf8'))).toMatchObject({
    startedAt: new Date(EPOCH_MS + 60_000).toISOString(),
    elapsedSeconds: 1,
  })
})

it('a sum beyond what a number holds exactly is ignored, and the checkpoint can be read', () => {
  const { progress } = startTracker('screen', Number.MAX_SAFE_INTEGER, { checkpointFile })
  progress.update(Number.MAX_SAFE_INTEGER - 1)
  progress.update(5)
  progress[Symbol.dispose]()
  const next = startTracker('screen', Number.MAX_SAFE_INTEGER, { checkpointFile }).progress
  expect(next.getStatus().resumedItems).toBe(Number.MAX_SAFE_INTEGER - 1)
})

it('a resumed run links to the one that it goes on with', () => {
  const telemetry = captureTelemetry()
  try {
    doFirst(7)
    const before = telemetry.span('screen')
    expect(before.attributes).toMatchObject({
      'cryo.job.state': 'paused',
      'cryo.run.pause_reason': 'left',
      'cryo.items': 7,
    })
    const { progress } = startTracker('screen', ROWS, { checkpointFile })
    const start = telemetry.spans().findLast(({ name }) => name === 'screen start')
    expect(start?.attributes).toMatchObject({
      'cryo.run.resumed_from': before.attributes['cryo.run.id'],
      'cryo.run.resumed_items': 7,
      'cryo.run.expected_items': 20,
      'cryo.checkpoint.file': checkpointFile,
      'cryo.checkpoint.durable': true,
    })
    expect([...progress]).toHaveLength(13)
    const after = telemetry.spans().findLast(({ name }) => name === 'screen')
    expect(after?.links.map(({ context }) => context.spanId)).toEqual([before.spanContext().spanId])
    expect(after?.attributes['cryo.items']).toBe(13)
    const chunk = telemetry.spans().findLast(({ name }) => name === 'screen chunk')
    expect(chunk?.attributes).toMatchObject({ 'cryo.items': 13, 'cryo.checkpoint.items': 20 })
  } finally {
    telemetry.stop()
  }
})
