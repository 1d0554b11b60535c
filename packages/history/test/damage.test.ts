import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'

import { createSeededRandom, createTempDir } from '@cryo/testing'
import type { TempDir } from '@cryo/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { History } from '../src/history.ts'
import { openHistory } from '../src/open-history.ts'
import { aGroup, aRun } from './records.ts'

const RUNS = 40
const GROUPS = 40
const FLIPS = 1500

let dir: TempDir
let sound: Buffer
beforeAll(() => {
  dir = createTempDir()
  const history = openHistory({ dir: dir.path })
  for (let index = 0; index < RUNS; index++) history.runs.put(numberedRun(index))
  history.errorGroups.put(Array.from({ length: GROUPS }, (_, index) => numberedGroup(index)))
  history.close()
  expect(existsSync(dir.file('history.sqlite-wal'))).toBe(false)
  sound = readFileSync(dir.file('history.sqlite'))
})
afterAll(() => dir[Symbol.dispose]())

function numberedRun(index: number): ReturnType<typeof aRun> {
  const startMs = 1_750_000_000_000 + index * 1000
  return aRun({
    runId: `run-${index}`,
    job: `job-${index % 7}`,
    startMs,
    endMs: startMs,
    lastUpdateMs: startMs,
  })
}

function numberedGroup(index: number): ReturnType<typeof aGroup> {
  return aGroup({ id: index.toString(16).padStart(16, '0'), lastSeenMs: 1_750_000_000_000 + index })
}

interface Outcome {
  readonly told: readonly string[]
  readonly found: number
  /** Whether somebody was told that something is wrong. */
  readonly isNoticed: boolean
}

const isSilent = ({ found, isNoticed }: Outcome): boolean => found < RUNS + GROUPS && !isNoticed

/** Opens what is left, reads all of it by every way, and holds what comes against what was written. */
function readDamaged(bytes: Buffer): Outcome {
  for (const name of readdirSync(dir.path)) rmSync(dir.file(name))
  writeFileSync(dir.file('history.sqlite'), bytes)
  const problems: string[] = []
  const history = openHistory({ dir: dir.path, onProblem: (sentence) => problems.push(sentence) })
  const found = readAll(history)
  history.runs.put(aRun({ runId: 'after', job: 'after' }))
  expect(history.runs.ofJob('screening', '', 'after')).toHaveLength(1)
  const told = [...history.notices, ...problems]
  const isNoticed = told.length + history.lost > 0
  history.close()
  return { told, found, isNoticed }
}

function readAll(history: History): number {
  const runs = new Set<string>()
  for (let job = 0; job < 7; job++) {
    for (const run of history.runs.ofJob('screening', '', `job-${job}`, 100)) {
      expect(run).toEqual(numberedRun(Number(run.runId.slice(4))))
      runs.add(run.runId)
    }
  }
  const groups = new Set<string>()
  for (const group of history.errorGroups.newest()) {
    expect(group).toEqual(numberedGroup(Number.parseInt(group.id, 16)))
    groups.add(group.id)
  }
  return runs.size + groups.size
}

describe('a damaged history', () => {
  it('is moved aside, told, and begins anew', () => {
    const damaged = Buffer.from(sound)
    damaged.fill(0x5a, 0, 4096)
    const { told, found } = readDamaged(damaged)
    expect(found).toBe(0)
    expect(told).toEqual([
      expect.stringMatching(
        /^the history was damaged \(file is not a database\): it was moved aside as history\.corrupt-\d+\.sqlite and begins anew$/,
      ),
    ])
    const aside = readdirSync(dir.path).find((name) => name.startsWith('history.corrupt-'))
    expect(readFileSync(dir.file(aside ?? ''))).toEqual(damaged)
  })

  it('keeps the last three of those moved aside', () => {
    using folder = createTempDir()
    const damaged = Buffer.from(sound)
    damaged.fill(0x5a, 0, 4096)
    for (let index = 0; index < 5; index++) {
      writeFileSync(folder.file('history.sqlite'), damaged)
      openHistory({ dir: folder.path, nowMs: () => index }).close()
    }
    const aside = readdirSync(folder.path).filter((name) => /^history\.corrupt-\d\.sqlite$/.test(name))
    expect(aside).toHaveLength(3)
    expect(statSync(folder.file('history.sqlite')).mode & 0o777).toBe(0o600)
  })

  it('is never read wrong nor short without a word, wherever it was cut off', () => {
    const silent: number[] = []
    let complete = 0
    // An empty file is a new one: that nothing was there cannot be told from that it is gone.
    for (let length = 1; length < sound.length; length += 509) {
      const outcome = readDamaged(sound.subarray(0, length))
      if (isSilent(outcome)) silent.push(length)
      if (outcome.found === RUNS + GROUPS) complete++
    }
    expect(silent).toEqual([])
    expect(complete).toBeLessThan(10)
  })

  it('is never read wrong nor short without a word, whichever bit was flipped', () => {
    const random = createSeededRandom(17)
    const silent: string[] = []
    let noticed = 0
    for (let index = 0; index < FLIPS; index++) {
      const at = Math.floor(random() * sound.length)
      const bit = Math.floor(random() * 8)
      const damaged = Buffer.from(sound)
      damaged[at] = (damaged[at] ?? 0) ^ (1 << bit)
      const outcome = readDamaged(damaged)
      if (isSilent(outcome)) silent.push(`bit ${bit} of byte ${at}`)
      if (outcome.isNoticed) noticed++
    }
    expect(silent).toEqual([])
    expect(noticed).toBeGreaterThan(FLIPS / 10)
  })

  it('that breaks while it is open is replaced, and what is written then is kept', () => {
    using open = createTempDir()
    const problems: string[] = []
    const history = openHistory({ dir: open.path, onProblem: (sentence) => problems.push(sentence) })
    // More than SQLite keeps in memory, so that it has to read the file.
    const context = { note: 'x'.repeat(8000) }
    const many = Array.from({ length: 200 }, (_, index) => ({ ...numberedGroup(index), context }))
    history.errorGroups.put(many)
    const { size } = statSync(open.file('history.sqlite'))
    writeFileSync(open.file('history.sqlite'), Buffer.alloc(size, 0x5a))
    const found = many.map(({ id }) => history.errorGroups.find('screening', id))
    const intact = found.filter((group) => group !== null)
    expect(intact).toEqual(many.slice(0, intact.length))
    expect(problems).toEqual([expect.stringContaining('the history was damaged')])
    history.runs.put(numberedRun(1))
    history.close()
    const after = openHistory({ dir: open.path })
    expect([after.notices, after.runs.newest()]).toEqual([[], [numberedRun(1)]])
    after.close()
  })
})
