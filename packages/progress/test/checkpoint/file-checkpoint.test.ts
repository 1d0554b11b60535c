import { readFileSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'

import { createTempDir, type TempDir } from '@cryo/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { FileAccess } from '../../src/checkpoint/file-access.ts'
import type { FileCheckpoint } from '../../src/checkpoint/file-checkpoint.ts'
import { openCheckpoint } from '../../src/checkpoint/open-checkpoint.ts'
import { createContent } from './fixtures/content.ts'
import { createFailingFiles, createFileError, type FileCall } from './fixtures/failing-files.ts'

let dir: TempDir
let file: string
let checkpoint: FileCheckpoint
let failing: ReadonlyMap<FileCall, string>
/** Calls so far, in order. */
let calls: FileCall[]
/** Comes before each asynchronous fsync, the first of which is number 1. */
let beforeSync: (number: number) => Promise<void> | void

beforeEach(() => {
  dir = createTempDir()
  file = dir.file('screen.json')
  failing = new Map()
  calls = []
  beforeSync = () => {}
  const files = createFailingFiles((call) => {
    calls.push(call)
    const code = failing.get(call)
    if (code !== undefined) throw createFileError(code)
  })
  let syncs = 0
  const slow: FileAccess = {
    ...files,
    async syncAsync(fd) {
      await beforeSync(++syncs)
      await files.syncAsync(fd)
    },
  }
  checkpoint = openCheckpoint({ file, job: 'screen', part: null, resume: 'auto' }, slow).checkpoint
})
afterEach(() => {
  vi.useRealTimers()
  checkpoint.close()
  dir[Symbol.dispose]()
})

const savedItems = (): unknown => (JSON.parse(readFileSync(file, 'utf8')) as { items: unknown }).items
const renames = (): number => calls.filter((call) => call === 'rename').length

describe('save', () => {
  it('resolves after file and folder were synchronised', async () => {
    await checkpoint.save(createContent(5))
    expect(calls).toEqual([
      'open',
      'writeAsync',
      'syncAsync',
      'close',
      'link',
      'rename',
      'open',
      'syncAsync',
      'close',
    ])
    expect(checkpoint.state).toMatchObject({
      isDurable: true,
      items: 5,
      savedAt: expect.any(Date),
      error: null,
    })
  })

  it('many at once need few writes, and none resolves before its own items are safe', async () => {
    const saved: number[] = []
    await Promise.all(
      Array.from({ length: 100 }, async (_, items) => {
        await checkpoint.save(createContent(items))
        saved.push(Number(savedItems()) - items)
      }),
    )
    expect(saved).toHaveLength(100)
    expect(Math.min(...saved)).toBe(0)
    expect(renames()).toBeLessThanOrEqual(3)
  })

  it.each(['ENOSPC', 'EIO'])(
    'rejects with %s, keeps the last good file, and says so until it goes well',
    async (code) => {
      await checkpoint.save(createContent(5))
      const good = readFileSync(file)
      failing = new Map([['syncAsync', code]])
      await expect(checkpoint.save(createContent(6))).rejects.toMatchObject({ code })
      expect(readFileSync(file)).toEqual(good)
      expect(checkpoint.state).toMatchObject({ isDurable: false, items: 5, error: { code } })
      failing = new Map()
      await checkpoint.save(createContent(7))
      expect(checkpoint.state).toMatchObject({ isDurable: true, items: 7, error: null })
    },
  )

  /** The second fsync of a write is that of the folder. */
  const failFolder = (code: string): void => {
    beforeSync = (number) => {
      if (number === 2) throw createFileError(code)
    }
  }

  it('acknowledges nothing whose folder could not be synchronised', async () => {
    failFolder('EIO')
    await expect(checkpoint.save(createContent(5))).rejects.toMatchObject({ code: 'EIO' })
    expect(checkpoint.state.isDurable).toBe(false)
  })

  it('is not durable where a folder has no such thing, and resolves', async () => {
    failFolder('EINVAL')
    await checkpoint.save(createContent(5))
    expect(checkpoint.state).toMatchObject({ isDurable: false, items: 5, error: null })
  })

  it('refuses what could not be read again', async () => {
    const cursor = 'x'.repeat(17 * 1024 * 1024)
    await expect(checkpoint.save(createContent(5, { cursor }))).rejects.toMatchObject({
      code: 'CRYO_CHECKPOINT_TOO_LARGE',
    })
    expect(checkpoint.state.error?.message).toContain('make the cursor smaller')
  })

  it('rejects after the file was let go of', async () => {
    checkpoint.close()
    await expect(checkpoint.save(createContent(5))).rejects.toMatchObject({ code: 'CRYO_CHECKPOINT_CLOSED' })
  })
})

describe('saveNow', () => {
  it('overtakes what is under way and what waits, and answers for both', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    beforeSync = () => promise
    const slow = checkpoint.save(createContent(1))
    const waiting = checkpoint.save(createContent(2))
    checkpoint.saveNow(createContent(3))
    await waiting
    expect(savedItems()).toBe(3)
    resolve()
    await slow
    expect(savedItems()).toBe(3)
    expect(checkpoint.state).toMatchObject({ items: 3, error: null })
  })

  it('lets what it overtook be safe though that failed', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    beforeSync = () => promise
    const slow = checkpoint.save(createContent(1))
    checkpoint.saveNow(createContent(3))
    failing = new Map([['syncAsync', 'EIO']])
    resolve()
    await slow
    expect(checkpoint.state).toMatchObject({ isDurable: true, items: 3, error: null })
  })

  it('never throws', () => {
    failing = new Map([['open', 'EROFS']])
    checkpoint.saveNow(createContent(1))
    expect(checkpoint.state).toMatchObject({ isDurable: false, items: null, error: { code: 'EROFS' } })
    checkpoint.close()
    checkpoint.saveNow(createContent(1))
  })
})

describe('saveSoon', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] })
  })

  it('writes at most once a second, and reads only what it writes', async () => {
    let reads = 0
    const read = (): ReturnType<typeof createContent> => createContent(++reads)
    for (let second = 0; second < 3; second++) {
      for (let call = 0; call < 10; call++) {
        checkpoint.saveSoon(read)
        await turn()
        vi.advanceTimersByTime(100)
      }
      await expect.poll(() => checkpoint.state.items).toBe(second + 1)
    }
    expect(reads).toBe(3)
  })

  it('writes at once from inside a loop that never yields', () => {
    for (let call = 1; call <= 50; call++) {
      checkpoint.saveSoon(() => createContent(call))
      vi.advanceTimersByTime(100)
    }
    expect(savedItems()).toBe(41)
  })

  it('waits for a disk that is slow', async () => {
    beforeSync = () => Promise.withResolvers<void>().promise
    for (let call = 1; call <= 50; call++) {
      checkpoint.saveSoon(() => createContent(call))
      vi.advanceTimersByTime(100)
      await turn()
    }
    expect(renames()).toBe(0)
    expect(calls.filter((call) => call === 'open')).toHaveLength(1)
  })
})
