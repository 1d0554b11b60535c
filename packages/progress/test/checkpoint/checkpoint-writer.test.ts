import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

import { createTempDir, type TempDir } from '@cryo/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { decodeCheckpoint, encodeCheckpoint } from '../../src/checkpoint/checkpoint-format.ts'
import { CheckpointWriter } from '../../src/checkpoint/checkpoint-writer.ts'
import { type FileAccess, SYSTEM_FILES } from '../../src/checkpoint/file-access.ts'
import { readCheckpoint } from '../../src/checkpoint/read-checkpoint.ts'
import { createContent } from './fixtures/content.ts'
import {
  createFailingFiles,
  createFileError,
  type FileCall,
  type Interference,
} from './fixtures/failing-files.ts'
import { MemoryDisk } from './fixtures/memory-disk.ts'

let dir: TempDir
let file: string
beforeEach(() => {
  dir = createTempDir()
  file = dir.file('screen.json')
})
afterEach(() => dir[Symbol.dispose]())

const at = (items: number): Uint8Array => encodeCheckpoint(createContent(items))

/** The item at which a run would go on; `null` for the beginning. */
function resumedItems(): number | null {
  return readCheckpoint(file, { job: 'screen', part: null }).content?.items ?? null
}

/** A writer whose file system does something before each of its calls. */
function createWriter(interfere: Interference): CheckpointWriter {
  return new CheckpointWriter(file, createFailingFiles(interfere), true)
}

/** Fails the n-th call from now on, and with `forever` all that follow, as if the process had died. */
function failAt(number: number, code: string, forever: boolean, call?: FileCall): Interference {
  let seen = 0
  return (name) => {
    if (call !== undefined && name !== call) return
    seen++
    if (seen === number || (forever && seen > number)) throw createFileError(code)
  }
}

it('a write that ends after the file was let go of leaves alone what the next run is writing', async () => {
  const begun = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  const wait = async (fd: number): Promise<void> => {
    begun.resolve()
    await go.promise
    await SYSTEM_FILES.syncAsync(fd)
  }
  const former = new CheckpointWriter(file, { ...SYSTEM_FILES, syncAsync: wait }, true)
  const late = former.write(at(1))
  await begun.promise
  former.close()
  const letEnd = async (): Promise<void> => {
    go.resolve()
    await expect(late).rejects.toThrow('let go of')
  }
  await new CheckpointWriter(file, { ...SYSTEM_FILES, syncAsync: letEnd }, true).write(at(2))
  expect(resumedItems()).toBe(2)
})

const WAYS = ['writeNow', 'write'] as const

describe.each(WAYS)('%s', (way) => {
  it('replaces the file, keeps the one before, and leaves nothing else', async () => {
    const writer = createWriter(() => {})
    for (const items of [1, 2, 3]) expect(await writer[way](at(items))).toBe(true)
    expect(readFileSync(file)).toEqual(Buffer.from(at(3)))
    expect(readFileSync(`${file}.bak`)).toEqual(Buffer.from(at(2)))
    expect(readdirSync(dir.path).toSorted()).toEqual(['screen.json', 'screen.json.bak'])
  })

  it('a process that dies before any of its calls leaves what was acknowledged, or what it was writing', async () => {
    let calls = 0
    for (let dying = 1; ; dying++) {
      rmSync(file, { force: true })
      rmSync(`${file}.bak`, { force: true })
      await new CheckpointWriter(
        file,
        createFailingFiles(() => {}),
        true,
      )[way](at(1))
      calls = 0
      const countdown = failAt(dying, 'dead', true)
      const writer = createWriter((...call) => {
        calls++
        countdown(...call)
      })
      let acknowledged = 1
      try {
        for (const items of [2, 3]) {
          await writer[way](at(items))
          acknowledged = items
        }
      } catch {
        // It is dead.
      }
      const resumed = resumedItems() ?? 0
      expect(resumed).toBeGreaterThanOrEqual(acknowledged)
      expect(resumed).toBeLessThanOrEqual(3)
      // The next process is not hindered by what is left over.
      await new CheckpointWriter(
        file,
        createFailingFiles(() => {}),
        true,
      )[way](at(4))
      expect(resumedItems()).toBe(4)
      if (acknowledged === 3) break
    }
    expect(calls).toBeGreaterThan(15)
  })

  it.each(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO'])(
    '%s anywhere leaves the file as it is, and is told',
    async (code) => {
      const sound = createWriter(() => {})
      await sound[way](at(1))
      await sound[way](at(2))
      for (const call of ['open', 'write', 'writeAsync', 'sync', 'syncAsync', 'link', 'rename'] as const) {
        const before = readFileSync(file)
        const writer = createWriter(failAt(1, code, false, call))
        const isUsed = call.endsWith('Async')
          ? way === 'write'
          : !['write', 'sync'].includes(call) || way === 'writeNow'
        if (!isUsed) continue
        await expect((async () => writer[way](at(3)))()).rejects.toMatchObject({ code })
        expect(readFileSync(file)).toEqual(before)
        expect(readdirSync(dir.path).filter((name) => name === 'screen.json.tmp')).toEqual([])
        // And the next one is written.
        expect(await writer[way](at(2))).toBe(true)
      }
    },
  )

  it('an error of synchronising the folder is told: the rename may not last', async () => {
    const sync = way === 'write' ? 'syncAsync' : 'sync'
    const writer = createWriter(failAt(2, 'EIO', false, sync))
    await expect((async () => writer[way](at(1)))()).rejects.toMatchObject({ code: 'EIO' })
  })

  it.each([['EINVAL'], ['ENOTSUP']])(
    'a folder that cannot be synchronised (%s) is told apart',
    async (code) => {
      const sync = way === 'write' ? 'syncAsync' : 'sync'
      expect(await createWriter(failAt(2, code, false, sync))[way](at(1))).toBe(false)
      expect(resumedItems()).toBe(1)
    },
  )

  it('keeps a backup where a file has one name only', async () => {
    const writer = createWriter((call) => {
      if (call === 'link') throw createFileError('EPERM')
    })
    // There is nothing to keep yet.
    await createWriter(() => {})[way](at(1))
    await writer[way](at(2))
    expect(readFileSync(`${file}.bak`)).toEqual(Buffer.from(at(1)))
    expect(resumedItems()).toBe(2)
  })

  it('a power loss at any moment takes nothing that was acknowledged', async () => {
    const disk = new MemoryDisk()
    let acknowledged = 0
    let states = 0
    const judge = (): void => {
      for (const names of disk.states()) {
        states++
        const [present, backup] = ['screen.json', 'screen.json.bak'].map((name) => {
          const decoded = decodeCheckpoint(names.get(name)?.toString() ?? '')
          return decoded.kind === 'good' ? decoded.content.items : null
        })
        expect(present ?? backup ?? 0).toBeGreaterThanOrEqual(acknowledged)
      }
    }
    const writer = new CheckpointWriter(file, judging(disk, judge), true)
    for (const items of [1, 2, 3, 4]) {
      await writer[way](at(items))
      acknowledged = items
      judge()
    }
    expect(states).toBeGreaterThan(200)
  })
})

/** Judges before each call. */
function judging(disk: MemoryDisk, judge: () => void): FileAccess {
  return new Proxy(disk, {
    get(target, name: FileCall) {
      const call = target[name].bind(target) as (...args: unknown[]) => unknown
      return (...args: unknown[]) => {
        judge()
        return call(...args)
      }
    },
  })
}

describe('what is under way', () => {
  it('never replaces what was written at once meanwhile', async () => {
    const writer = createWriter(() => {})
    const slow = writer.write(at(1))
    writer.writeNow(at(2))
    expect(await slow).toBe(true)
    expect(resumedItems()).toBe(2)
    expect(readdirSync(dir.path)).toEqual(['screen.json'])
  })

  it('is not put in place after the file was let go of', async () => {
    const writer = createWriter(() => {})
    const slow = writer.write(at(1))
    writer.close()
    await expect(slow).rejects.toMatchObject({ code: 'CRYO_CHECKPOINT_CLOSED' })
    expect(readdirSync(dir.path)).toEqual([])
  })
})

it('what a dead process left half written is cleared away', () => {
  writeFileSync(`${file}.now.tmp`, 'half')
  writeFileSync(`${file}.bak.tmp`, 'half')
  const writer = createWriter(() => {})
  writer.writeNow(at(1))
  writer.writeNow(at(2))
  expect(readdirSync(dir.path).toSorted()).toEqual(['screen.json', 'screen.json.bak'])
})
