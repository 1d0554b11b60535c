import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename } from 'node:path'
import { isDeepStrictEqual } from 'node:util'

import { ConfigurationError } from '@cryo/conventions/configuration'
import { createSeededRandom, createTempDir, type TempDir } from '@cryo/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import type { CheckpointContent } from '../../src/checkpoint/checkpoint-content.ts'
import {
  CheckpointLockedError,
  CheckpointMismatchError,
  CheckpointMissingError,
} from '../../src/checkpoint/checkpoint-errors.ts'
import { encodeCheckpoint } from '../../src/checkpoint/checkpoint-format.ts'
import {
  openCheckpoint,
  type CheckpointOptions,
  type OpenedCheckpoint,
} from '../../src/checkpoint/open-checkpoint.ts'
import { createContent } from './fixtures/content.ts'

let dir: TempDir
let file: string
beforeEach(() => {
  dir = createTempDir()
  file = dir.file('screen.json')
})
afterEach(() => dir[Symbol.dispose]())

function open(changes: Partial<CheckpointOptions> = {}): OpenedCheckpoint {
  return openCheckpoint({ file, job: 'screen', part: null, resume: 'auto', ...changes })
}

/** Opens, writes and closes. */
function leave(...contents: CheckpointContent[]): void {
  const { checkpoint } = open()
  for (const content of contents) checkpoint.saveNow(content)
  checkpoint.close()
}

/** What a run would find, with the lock freed again. */
function find(changes?: Partial<CheckpointOptions>): Omit<OpenedCheckpoint, 'checkpoint'> {
  const { checkpoint, ...found } = open(changes)
  checkpoint.close()
  return found
}

describe('a checkpoint', () => {
  it('is found as it was left, the one before it beside it', () => {
    leave(createContent(5), createContent(7, { cursor: { page: 2 } }))
    expect(find()).toEqual({ resumed: createContent(7, { cursor: { page: 2 } }), notices: [] })
    expect(readdirSync(dir.path).toSorted()).toEqual(['screen.json', 'screen.json.bak', 'screen.json.lock'])
    expect(JSON.parse(readFileSync(`${file}.bak`, 'utf8'))).toMatchObject({ items: 5 })
  })

  it('that is not there begins anew, in a folder that is made', () => {
    const { checkpoint, resumed, notices } = open({ file: dir.file('a', 'b', 'screen.json') })
    expect({ resumed, notices }).toEqual({ resumed: null, notices: [] })
    checkpoint.saveNow(createContent(1))
    expect(checkpoint.state).toMatchObject({ isDurable: true, items: 1, error: null })
    checkpoint.close()
  })

  it('of a run that completed begins anew, and so does never; the file becomes the backup', () => {
    leave(createContent(9, { state: 'completed' }))
    expect(find().resumed).toBeNull()
    leave(createContent(3))
    expect(find({ resume: 'never' }).resumed).toBeNull()
    const { checkpoint } = open({ resume: 'never' })
    expect(checkpoint.state.items).toBeNull()
    checkpoint.saveNow(createContent(1))
    checkpoint.close()
    expect(JSON.parse(readFileSync(`${file}.bak`, 'utf8'))).toMatchObject({ items: 3 })
  })

  it('is required where it has to be there', () => {
    expect(() => open({ resume: 'require' })).toThrow(CheckpointMissingError)
    expect(() => open({ resume: 'require' })).toThrow(
      `checkpoint ${file} is not there; with resume: "require"`,
    )
    leave(createContent(9, { state: 'completed' }))
    expect(() => open({ resume: 'require' })).toThrow('holds a run that completed')
    leave(createContent(3))
    expect(find({ resume: 'require' }).resumed?.items).toBe(3)
  })

  it('is one run’s alone, in one process too', () => {
    const { checkpoint } = open()
    expect(() => open()).toThrow(CheckpointLockedError)
    expect(() => open()).toThrow(`checkpoint ${file} is in use by another run`)
    checkpoint.close()
    checkpoint.close()
    expect(find().resumed).toBeNull()
  })

  it.each([
    [{ job: 'import' }, 'is of job "screen", not of job "import"'],
    [{ part: '1/2', file: 'part' }, 'is of job "screen", not of job "screen", part 1/2'],
  ])('of another job or part is refused and stays as it is: %o', (changes, message) => {
    leave(createContent(3))
    const part = dir.file('screen.1-of-2.json')
    const before = readFileSync(file)
    if ('part' in changes) writeFileSync(part, before)
    const options = { ...changes, file }
    for (const resume of ['auto', 'never', 'require'] as const) {
      expect(() => open({ ...options, resume })).toThrow(CheckpointMismatchError)
      expect(() => open({ ...options, resume })).toThrow(message)
    }
    expect(readFileSync(file)).toEqual(before)
    expect(find().resumed?.items).toBe(3)
  })

  it('of a newer version is refused and stays as it is', () => {
    leave(createContent(3))
    const newer = readFileSync(file, 'utf8').replace('"schemaVersion": 1', '"schemaVersion": 2')
    writeFileSync(file, newer)
    expect(() => open()).toThrow(CheckpointMismatchError)
    expect(() => open()).toThrow('has schema version 2, this version of @cryo/progress knows up to 1')
    expect(readFileSync(file, 'utf8')).toBe(newer)
  })
})

describe('a damaged checkpoint', () => {
  it('is moved aside, and its backup goes on', () => {
    leave(createContent(5), createContent(7))
    writeFileSync(file, 'x')
    expect(find()).toEqual({
      resumed: createContent(5),
      notices: [
        `it is no JSON, moved to ${file}.corrupt-1; its backup is whole, at item 5: delete ${file}.bak to begin anew`,
      ],
    })
    expect(readFileSync(`${file}.corrupt-1`, 'utf8')).toBe('x')
    leave(createContent(8))
    expect(find()).toEqual({ resumed: createContent(8), notices: [] })
  })

  it('and a damaged backup: what was there is kept, and said', () => {
    leave(createContent(5), createContent(7))
    writeFileSync(file, 'x')
    writeFileSync(`${file}.bak`, '')
    expect(find()).toEqual({
      resumed: null,
      notices: [
        `it is no JSON, moved to ${file}.corrupt-1; of its backup, it is empty, moved to ${file}.bak.corrupt-1: nothing is left to go on with`,
      ],
    })
    writeFileSync(file, 'y')
    expect(() => open({ resume: 'require' })).toThrow(CheckpointMissingError)
    expect(readFileSync(`${file}.corrupt-2`, 'utf8')).toBe('y')
  })

  it('that is gone goes on with its backup, and says so', () => {
    leave(createContent(5), createContent(7))
    rmSync(file)
    expect(find()).toMatchObject({
      resumed: { items: 5 },
      notices: [expect.stringContaining('it is not there')],
    })
  })

  it('of 1 GB is not read', () => {
    writeFileSync(file, '')
    truncateSync(file, 2 ** 30)
    expect(find()).toMatchObject({
      resumed: null,
      notices: [expect.stringContaining('it has 1073741824 bytes, moved to')],
    })
  })

  it('takes no more room than twenty files', () => {
    for (let damage = 0; damage < 25; damage++) {
      writeFileSync(file, String(damage))
      find()
    }
    expect(readdirSync(dir.path).filter((name) => name.includes('corrupt'))).toHaveLength(20)
    expect(readFileSync(`${file}.corrupt-20`, 'utf8')).toBe('24')
  })

  it('is never resumed at a wrong item: cut off anywhere, or with a bit changed', () => {
    const cursor = Array.from({ length: 60 }, (_, shard) => ({ shard, offset: shard * 4096 }))
    leave(createContent(5), createContent(7, { cursor }))
    const good = readFileSync(file)
    const backup = Buffer.from(encodeCheckpoint(createContent(5)))
    const random = createSeededRandom(7)
    const damaged = [
      ...Array.from({ length: good.length - 1 }, (_, length) => good.subarray(0, length)),
      ...Array.from({ length: 10_000 }, () => {
        const bytes = Buffer.from(good)
        const bit = Math.floor(random() * bytes.length * 8)
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        return bytes
      }),
    ]
    const outcomes = { same: 0, backup: 0, refused: 0, wrong: 0 }
    for (const bytes of damaged) {
      writeFileSync(file, bytes)
      writeFileSync(`${file}.bak`, backup)
      outcomes[findOutcome(createContent(7, { cursor }), createContent(5))]++
    }
    expect(outcomes).toEqual({ ...outcomes, same: 0, wrong: 0 })
    // What looks like a newer version.
    expect(outcomes.refused).toBeLessThan(10)
  })

  /** How a run that finds this file goes on. */
  function findOutcome(
    written: CheckpointContent,
    backup: CheckpointContent,
  ): 'same' | 'backup' | 'refused' | 'wrong' {
    try {
      const { resumed, notices } = find()
      // The backup, and then it is said.
      if (notices.length === 1 && isDeepStrictEqual(resumed, backup)) return 'backup'
      return notices.length === 0 && isDeepStrictEqual(resumed, written) ? 'same' : 'wrong'
    } catch (error) {
      return error instanceof CheckpointMismatchError ? 'refused' : 'wrong'
    }
  }
})

describe('a path that no checkpoint can have', () => {
  it.each([
    ['a folder', () => mkdirSync(file)],
    ['a symbolic link', () => symlinkSync(dir.file('elsewhere'), file)],
  ])('%s is an error of configuration', (what, make) => {
    make()
    expect(() => open()).toThrow(ConfigurationError)
    expect(() => open()).toThrow(`expected the path of a file; this is ${what}`)
  })

  it('below a file, too long, or a device', () => {
    writeFileSync(dir.file('file'), '')
    expect(() => open({ file: dir.file('file', 'screen.json') })).toThrow('something above it is a file')
    expect(() => open({ file: dir.file('x'.repeat(300)) })).toThrow('expected a shorter path')
    expect(() => open({ file: '/dev/null' })).toThrow('this is a device')
  })

  it.runIf(process.platform === 'linux')('where nothing can be written the run goes on, and says so', () => {
    const { checkpoint, notices } = open({ file: '/proc/self/monitoring/screen.json' })
    expect(notices).toEqual(['its folder cannot be written (ENOENT): nothing will be saved'])
    checkpoint.saveNow(createContent(1))
    expect(checkpoint.state).toMatchObject({ isDurable: false, items: null })
    checkpoint.close()
  })

  it.runIf(process.platform === 'linux')('in memory it is saved, and said not to last', () => {
    const folder = mkdtempSync('/dev/shm/cryo-test-')
    try {
      const { checkpoint, notices } = open({ file: `${folder}/screen.json` })
      expect(notices).toEqual(['its folder is in memory: a power loss takes it away'])
      checkpoint.saveNow(createContent(1))
      expect(checkpoint.state).toMatchObject({ isDurable: false, items: 1, error: null })
      checkpoint.close()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('a lock that is no database leaves the run without one, and says so', () => {
    writeFileSync(`${file}.lock`, 'no database at all, and long enough to be read as one'.repeat(50))
    const { checkpoint, notices } = open()
    expect(notices).toEqual([
      'it cannot be locked (file is not a database): see to it that no two runs have it',
    ])
    checkpoint.saveNow(createContent(1))
    expect(basename(checkpoint.state.file)).toBe('screen.json')
    checkpoint.close()
    expect(readdirSync(dir.path).toSorted()).toEqual(['screen.json', 'screen.json.lock'])
  })
})
