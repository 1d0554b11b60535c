import { closeSync, existsSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

import { STALE_NAN_BITS } from '@cryo/promql'
import { createSeededRandom, createTempDir, type TempDir } from '@cryo/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { openSeriesHistory } from '../../src/series/open-series-history.ts'
import type { SeriesHistory, SeriesHistoryOptions } from '../../src/series/series-history.ts'

const START_MS = 1_780_002_000_000
const STEP_MS = 10_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

let dir: TempDir
let nowMs: number
let history: SeriesHistory
let problems: string[]
beforeEach(() => {
  dir = createTempDir()
  nowMs = START_MS
  problems = []
  history = openIt()
})
afterEach(() => {
  history.close()
  dir[Symbol.dispose]()
})

function openIt(options: Partial<SeriesHistoryOptions> = {}): SeriesHistory {
  return openSeriesHistory({
    dir: dir.path,
    nowMs: () => nowMs,
    onProblem: (sentence) => problems.push(sentence),
    ...options,
  })
}

function reopen(options: Partial<SeriesHistoryOptions> = {}): void {
  history.close()
  history = openIt(options)
}

function workAll(): void {
  while (history.work(nowMs));
}

function handleOf(name: string): number {
  return history.open({ __name__: name, job: 'api' }) ?? -1
}

/** Samples of a series by their times; the mark of an end as a text. */
function read(name: string, startMs = 0, endMs = Infinity): [number, number | 'stale'][] {
  const [found] = history.select([{ name: '__name__', op: '=', value: name }], startMs, endMs)
  if (found === undefined) return []
  const { timestamps, values } = found
  const bits = new BigUint64Array(values.slice().buffer)
  return [...timestamps].map((timeMs, index) => [
    timeMs,
    bits[index] === STALE_NAN_BITS ? 'stale' : (values[index] ?? 0),
  ])
}

/** Records a counter for some time, working as the hub does. */
function record(name: string, durationMs: number): [number, number][] {
  const handle = handleOf(name)
  const expected: [number, number][] = []
  for (const endMs = nowMs + durationMs; nowMs < endMs; nowMs += STEP_MS) {
    const value = Math.floor((nowMs - START_MS) / 700)
    expect(history.append(handle, nowMs, value)).toBe(true)
    expected.push([nowMs, value])
    if (nowMs % 600_000 === 0) workAll()
  }
  workAll()
  return expected
}

describe('what is on disk', () => {
  it('is there after a restart: what is in chunks, what is in none yet, and ends', () => {
    const expected: [number, number | 'stale'][] = record('a', 5 * HOUR_MS)
    history.appendStale(handleOf('a'), nowMs)
    expected.push([nowMs, 'stale'])
    expect(read('a')).toEqual(expected)
    reopen()
    expect(history.notices).toEqual([])
    expect(read('a')).toEqual(expected)
    expect(read('a', START_MS + HOUR_MS, START_MS + 2 * HOUR_MS)).toEqual(expected.slice(360, 721))
    // Of the block of time that is not over, and of rows of the journal that began before it.
    expect(history.samplesInMemory).toBeLessThan(expected.length)
    const handle = handleOf('a')
    expect(history.newestMs(handle)).toBe(nowMs)
    expect(history.labelNames([], 0, START_MS - DAY_MS)).toEqual([])
    expect(history.labelNames([], 0, START_MS)).toEqual(['__name__', 'job'])
    expect(history.seriesCount).toBe(1)
  })

  it('takes late samples where they belong, and none twice, also where they are in chunks', () => {
    const expected = record('a', 2 * HOUR_MS + 900_000)
    reopen()
    const handle = handleOf('a')
    const [lastMs] = expected.at(-1) ?? [0]
    expect(history.append(handle, lastMs - 300_005, -1)).toBe(true)
    expect(history.append(handle, lastMs - 300_000, -1)).toBe(false)
    expect(history.append(handle, lastMs - 700_005, -1)).toBe(false)
    expect(history.refused).toMatchObject({ duplicate: 1, outOfOrder: 1 })
    const late: [number, number] = [lastMs - 300_005, -1]
    const all = [...expected, late].toSorted(([left], [right]) => left - right)
    expect(read('a')).toEqual(all)
    nowMs += 3 * HOUR_MS
    workAll()
    expect(read('a')).toEqual(all)
    expect(history.samplesInMemory).toBe(0)
    reopen()
    expect(read('a')).toEqual(all)
  })

  it('is what a list of samples would be, whatever comes in whatever order', () => {
    const random = createSeededRandom(21)
    const model = new Map<string, Map<number, number>>()
    for (let step = 0; step < 4000; step++) {
      const name = `s${Math.floor(random() * 5)}`
      const known = model.get(name) ?? new Map<number, number>()
      model.set(name, known)
      const timeMs = nowMs - Math.floor(random() * 590_000 * (random() > 0.8 ? 1 : 0))
      const value = random() > 0.5 ? Math.floor(random() * 1000) : random()
      if (history.append(handleOf(name), timeMs, value)) known.set(timeMs, value)
      nowMs += Math.floor(random() * 20_000)
      if (random() > 0.97) workAll()
      if (random() > 0.995) reopen()
    }
    expect(history.refused.noRoom + history.refused.invalidTime).toBe(0)
    for (const [name, known] of model) {
      const expected = [...known].toSorted(([left], [right]) => left - right)
      expect(expected.length).toBeGreaterThan(500)
      expect(read(name)).toEqual(expected)
    }
  })

  it('goes into chunks before memory is full, and the journal with it', () => {
    const handles = Array.from({ length: 5000 }, (_, index) => handleOf(`s${index}`))
    for (let round = 0; round < 200; round++, nowMs += 1000) {
      for (const handle of handles) history.append(handle, nowMs, round)
      workAll()
    }
    expect(history.refused.noRoom).toBe(0)
    expect(history.samplesInMemory).toBeLessThan(500_000)
    expect(read('s4999')).toHaveLength(200)
    expect(readDatabase('SELECT count(*) AS n FROM journal')).toBeLessThan(60)
    reopen()
    expect(read('s0')).toHaveLength(200)
  })
})

describe('what is too old or too much', () => {
  it('is deleted by the hour of its chunks, a day at most in each pass, and with it series that have nothing left', () => {
    record('old', HOUR_MS)
    nowMs = START_MS + 3 * DAY_MS
    record('young', HOUR_MS)
    reopen({ retentionDays: 2 })
    workAll()
    expect(read('old')).toEqual([])
    expect(read('young')).toHaveLength(360)
    for (let pass = 0; pass < 3; pass++) workAll()
    expect(history.seriesCount).toBe(1)
    expect([...history.series([], 0, Infinity)]).toEqual([{ __name__: 'young', job: 'api' }])
    expect(history.isOpen(1)).toBe(false)
    expect(handleOf('old')).toBe(3)
  })

  it('loses a day at most to a clock that is a year ahead, and goes on when it is set back', () => {
    const expected = record('a', 3 * DAY_MS)
    nowMs += 365 * DAY_MS
    workAll()
    expect(history.append(handleOf('a'), nowMs, 5)).toBe(true)
    workAll()
    expect(read('a').length).toBeGreaterThan((expected.length * 2) / 3)
    nowMs -= 365 * DAY_MS
    expect(history.append(handleOf('a'), nowMs, 6)).toBe(true)
    nowMs += 3 * HOUR_MS
    workAll()
    reopen()
    expect(
      read('a')
        .slice(-2)
        .map(([, value]) => value),
    ).toEqual([6, 5])
    nowMs -= HOUR_MS
    expect(history.append(handleOf('a'), nowMs, 7)).toBe(true)
  })

  it('makes room for new series where there are as many as may be: those that ended longest ago go', () => {
    reopen({ maxSeries: 600 })
    for (const name of ['old', 'young']) {
      for (let index = 0; index < 300; index++) history.append(handleOf(`${name}${index}`), nowMs, index)
      nowMs += HOUR_MS
      workAll()
      history.flush()
    }
    history.append(handleOf('old0'), nowMs, 1)
    const handle = handleOf('new')
    expect(history.append(handle, nowMs, 5)).toBe(true)
    expect(history.seriesCount).toBe(600 - 512 + 1)
    // What goes on is no series that has ended, however long ago it began.
    const left = [read('old0').length, read('old1').length, read('young0').length, read('young299').length]
    expect(left).toEqual([2, 0, 0, 1])
    expect(problems).toEqual([
      expect.stringMatching(/^the history has room for 600 series: those that ended longest ago/),
    ])
    reopen({ maxSeries: 600 })
    expect([history.seriesCount, read('new').length, read('old1').length]).toEqual([89, 1, 0])
  })

  it('makes room for what is new where the size is reached', () => {
    reopen({ maxBytes: 2 * 1024 * 1024 })
    const random = createSeededRandom(5)
    const handles = Array.from({ length: 100 }, (_, index) => handleOf(`s${index}`))
    for (const endMs = nowMs + DAY_MS; nowMs < endMs; nowMs += STEP_MS) {
      for (const handle of handles) history.append(handle, nowMs, random())
      if (nowMs % 60_000 === 0) workAll()
    }
    expect(problems).toEqual([])
    expect(statSync(dir.file('series.sqlite')).size).toBeLessThanOrEqual(2 * 1024 * 1024)
    expect(read('s0').at(-1)?.[0]).toBe(nowMs - STEP_MS)
    expect(read('s0')[0]?.[0]).toBeGreaterThan(START_MS)
    expect(history.refused.noRoom).toBe(0)
  })
})

describe('a file that', () => {
  it('another process has is left alone', () => {
    const other = openIt()
    expect(other.file).toBeNull()
    expect(other.notices).toEqual([
      expect.stringMatching(
        /^the history of series .*series\.sqlite is kept in memory only: another process has it$/,
      ),
    ])
    other.append(other.open({ __name__: 'x' }) ?? -1, nowMs, 1)
    expect([...other.select([], 0, Infinity)]).toHaveLength(1)
    other.close()
  })

  it('is no database is moved aside', () => {
    history.close()
    writeFileSync(dir.file('series.sqlite'), 'nonsense'.repeat(1000))
    history = openIt()
    expect(history.notices).toEqual([expect.stringContaining('it was moved aside as series.corrupt-')])
    record('a', HOUR_MS)
    reopen()
    expect(read('a')).toHaveLength(360)
    expect(readdirSync(dir.path).filter((name) => name.startsWith('series.corrupt'))).toHaveLength(1)
  })

  it('is damaged in a chunk gives the others, and says so once', () => {
    record('a', 10 * HOUR_MS)
    history.close()
    const database = new DatabaseSync(dir.file('series.sqlite'))
    database.exec(`UPDATE chunks SET samples = zeroblob(40) WHERE key = (SELECT min(key) FROM chunks)`)
    database.exec(`UPDATE journal SET samples = zeroblob(40) WHERE id = (SELECT max(id) FROM journal)`)
    database.close()
    history = openIt()
    expect(read('a').length).toBeGreaterThan(2000)
    expect(read('a').length).toBeLessThan(3600)
    workAll()
    expect([...history.notices, ...problems]).toEqual([
      'the history of series has samples that were damaged: they are left out',
    ])
  })

  it('becomes unreadable while it is open is replaced, and what is new goes on', () => {
    const random = createSeededRandom(8)
    const handles = Array.from({ length: 100 }, (_, index) => handleOf(`s${index}`))
    for (const endMs = nowMs + 12 * HOUR_MS; nowMs < endMs; nowMs += STEP_MS) {
      for (const handle of handles) history.append(handle, nowMs, random())
      if (nowMs % 60_000 === 0) workAll()
    }
    reopen()
    const file = openSync(dir.file('series.sqlite'), 'r+')
    writeSync(file, Buffer.alloc(statSync(dir.file('series.sqlite')).size - 4096, 0x5a), 0, undefined, 4096)
    closeSync(file)
    expect(read('s0').length).toBeLessThan(4320)
    record('a', 3 * HOUR_MS)
    expect(problems.join('\n')).toContain('it was moved aside')
    reopen()
    expect(read('a')).toHaveLength(1080)
    expect(existsSync(dir.file('series.sqlite'))).toBe(true)
  })

  it('is of a newer version is left as it is', () => {
    history.close()
    const database = new DatabaseSync(dir.file('series.sqlite'))
    database.exec('PRAGMA user_version = 99')
    database.close()
    history = openIt()
    expect(history.notices[0]).toContain('it is of a newer version (schema 99')
    record('a', HOUR_MS)
    expect(read('a')).toHaveLength(360)
    history.close()
    const left = new DatabaseSync(dir.file('series.sqlite'))
    expect(left.prepare('SELECT count(*) AS n FROM series').get()).toEqual({ n: 0 })
    left.close()
  })
})

/** One number of the database, which must be asked after the history has let it go. */
function readDatabase(query: string): number {
  history.close()
  const database = new DatabaseSync(dir.file('series.sqlite'))
  const answer = Number(Object.values(database.prepare(query).get() ?? {})[0])
  database.close()
  history = openIt()
  return answer
}
