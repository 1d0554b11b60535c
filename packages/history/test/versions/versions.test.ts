import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { createTempDir, type TempDir } from '@cryo/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'

import { openSeriesHistory } from '../../src/series/open-series-history.ts'
import type { SeriesHistory } from '../../src/series/series-history.ts'
import { SERIES_MIGRATIONS } from '../../src/series/sqlite/series-database.ts'
import { openTraceHistory } from '../../src/traces/open-trace-history.ts'
import { TRACE_MIGRATIONS } from '../../src/traces/trace-database.ts'
import type { StoredSpan, TraceHistory } from '../../src/traces/trace-history.ts'
import { dumpDatabase } from './dump-database.ts'

/** `CRYO_RECORD=1` writes down files as the newest version writes them; those of earlier ones stay as they are. */
const IS_RECORDING = process.env['CRYO_RECORD'] === '1'
const START_MS = 1_780_002_000_000
const MINUTE_MS = 60_000
/** More than a block, so that there is a chunk, and then some that is in the journal only. */
const SAMPLES = 150

const versions = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

let dir: TempDir
let nowMs: number
let problems: string[]
beforeEach(() => {
  dir = createTempDir()
  nowMs = START_MS
  problems = []
})
afterEach(() => dir[Symbol.dispose]())

it.each(versions(SERIES_MIGRATIONS.length))('series that version %i has written are there', (version) => {
  if (IS_RECORDING && version === SERIES_MIGRATIONS.length) {
    const history = openSeries()
    const handle = history.open({ __name__: 'x_total', job: 'api' }) ?? -1
    for (const [timeMs, value] of samples()) {
      nowMs = timeMs
      history.append(handle, timeMs, value)
      while (history.work(nowMs));
    }
    history.close()
    record('series', version)
  }
  restore('series', version)
  nowMs = START_MS + SAMPLES * MINUTE_MS
  const history = openSeries()
  const [found] = history.select([{ name: 'job', op: '=', value: 'api' }], 0, Infinity)
  expect(found?.labels).toEqual({ __name__: 'x_total', job: 'api' })
  expect([...(found?.timestamps ?? [])].map((timeMs, index) => [timeMs, found?.values[index]])).toEqual(
    samples(),
  )
  expect(history.append(history.open({ __name__: 'x_total', job: 'api' }) ?? -1, nowMs, 1)).toBe(true)
  history.close()
  expect(problems).toEqual([])
})

it.each(versions(TRACE_MIGRATIONS.length))('traces that version %i has written are there', (version) => {
  if (IS_RECORDING && version === TRACE_MIGRATIONS.length) {
    const history = openTraces()
    history.append(SPAN)
    history.close()
    record('traces', version)
  }
  restore('traces', version)
  const history = openTraces()
  expect(history.find(SPAN.traceId)).toEqual([SPAN])
  const steps = history.search({ status: 'error' })
  let step = steps.next()
  while (step.done !== true) step = steps.next()
  expect(step.value.traces).toMatchObject([{ traceId: SPAN.traceId }])
  history.close()
  expect(problems).toEqual([])
})

const SPAN: StoredSpan = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentSpanId: '',
  name: 'GET /molecules/:id',
  kind: 2,
  startMs: START_MS,
  endMs: START_MS + 12.5,
  status: 'error',
  statusMessage: "can't be had",
  attributes: { 'http.route': '/molecules/:id', 'http.response.status_code': 500 },
  events: [],
  links: [],
  service: 'shop',
  instance: 'a',
}

function samples(): [number, number][] {
  return Array.from({ length: SAMPLES }, (_, index) => [
    START_MS + index * MINUTE_MS,
    index * 7 + (index % 3) / 4,
  ])
}

const settings = () => ({
  dir: dir.path,
  nowMs: () => nowMs,
  onProblem: (sentence: string) => problems.push(sentence),
})
const openSeries = (): SeriesHistory => openSeriesHistory(settings())
const openTraces = (): TraceHistory => openTraceHistory(settings())

const fixture = (name: string, version: number): string =>
  join(import.meta.dirname, 'fixtures', `${name}-${version}.sql`)

function record(name: string, version: number): void {
  const file = dir.file(`${name}.sqlite`)
  writeFileSync(fixture(name, version), dumpDatabase(file))
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true })
}

function restore(name: string, version: number): void {
  const database = new DatabaseSync(dir.file(`${name}.sqlite`))
  database.exec(readFileSync(fixture(name, version), 'utf8'))
  database.close()
}
