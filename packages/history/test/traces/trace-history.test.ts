import { writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

import { createTempDir, type TempDir } from '@cryo/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { openTraceHistory } from '../../src/traces/open-trace-history.ts'
import type {
  FoundTraces,
  StoredSpan,
  TraceHistory,
  TraceHistoryOptions,
  TraceSearch,
} from '../../src/traces/trace-history.ts'

const START_MS = 1_780_000_000_000
const DAY_MS = 86_400_000

let dir: TempDir
let nowMs: number
let history: TraceHistory
let problems: string[]
beforeEach(() => {
  dir = createTempDir()
  nowMs = START_MS + 3_600_000
  problems = []
  history = openIt()
})
afterEach(() => {
  history.close()
  dir[Symbol.dispose]()
})

function openIt(options: Partial<TraceHistoryOptions> = {}): TraceHistory {
  return openTraceHistory({
    dir: dir.path,
    nowMs: () => nowMs,
    onProblem: (sentence) => problems.push(sentence),
    ...options,
  })
}

/** What is on disk: all that waits is written when it is closed. */
function reopen(options: Partial<TraceHistoryOptions> = {}): void {
  history.close()
  history = openIt(options)
}

function idOf(number: number): string {
  return number.toString(16).padStart(32, '0')
}

function span(trace: number, more: Partial<StoredSpan> = {}): StoredSpan {
  return {
    traceId: idOf(trace),
    spanId: trace.toString(16).padStart(16, '0'),
    parentSpanId: '',
    name: 'GET /items',
    kind: 2,
    startMs: START_MS + trace,
    endMs: START_MS + trace + 10,
    status: 'unset',
    statusMessage: '',
    attributes: { 'http.route': '/items' },
    events: [],
    links: [],
    service: 'shop',
    instance: 'a',
    ...more,
  }
}

function search(what: TraceSearch): FoundTraces {
  const steps = history.search(what)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

const found = (what: TraceSearch): number[] =>
  search(what).traces.map(({ traceId }) => Number.parseInt(traceId, 16))

describe('a trace', () => {
  it('is found at once, after a restart, and whole where its spans come one by one', () => {
    const child = span(1, { spanId: 'c'.repeat(16), parentSpanId: span(1).spanId, startMs: START_MS + 5 })
    history.append(child)
    expect(history.find(idOf(1))).toEqual([child])
    reopen()
    history.append(span(1))
    expect(history.find(idOf(1))).toEqual([span(1), child])
    reopen()
    history.append(span(1))
    reopen()
    expect(history.find(idOf(1))).toEqual([span(1), child])
    expect(search({}).traces).toEqual([
      {
        traceId: idOf(1),
        service: 'shop',
        name: 'GET /items',
        startMs: START_MS + 1,
        durationMs: 10,
        status: 'unset',
        spanCount: 2,
        services: ['shop'],
      },
    ])
    expect(history.find(idOf(2))).toEqual([])
  })

  it('is looked for by service, name, attribute, duration, status and time, the newest or slowest first', () => {
    const failed = { name: 'query', parentSpanId: '1', spanId: 'f'.repeat(16), status: 'error' as const }
    for (let number = 0; number < 100; number++) history.append(span(number))
    history.append(span(7, { ...failed, service: 'lab', startMs: START_MS + 8, endMs: START_MS + 9 }))
    history.append(span(200, { name: 'Fit', service: 'lab', endMs: START_MS + 5000 }))
    history.append(
      span(300, { attributes: { 'item.count': 3, 'item.ids': [1, 2] }, startMs: START_MS + 299 }),
    )
    reopen()
    expect(found({ limit: 3 })).toEqual([300, 200, 99])
    expect(found({ order: 'slowest', limit: 2 })).toEqual([200, 300])
    expect(found({ service: 'lab' })).toEqual([200, 7])
    expect(found({ name: 'FIT' })).toEqual([200])
    expect(found({ name: 'quer' })).toEqual([7])
    expect(found({ attributes: [['item.count', '3']] })).toEqual([300])
    expect(found({ attributes: [['item.ids', '[1,2]']] })).toEqual([300])
    expect(found({ attributes: [['item.count', '4']] })).toEqual([])
    expect(found({ attributes: [['http.route', '/items']], limit: 200 })).toHaveLength(101)
    expect(found({ status: 'error' })).toEqual([7])
    expect(found({ minDurationMs: 11 })).toEqual([300, 200])
    expect(found({ maxDurationMs: 11, minDurationMs: 11 })).toEqual([300])
    expect(found({ startMs: START_MS + 98, endMs: START_MS + 200 })).toEqual([200, 99, 98])
    expect(search({ limit: 3 }).isComplete).toBe(true)
    expect(search({ name: 'nothing' })).toEqual({ traces: [], isComplete: true })
  })
})

describe('where there is no room', () => {
  it('plain traces go first, then slow ones and batch jobs, then those with errors', () => {
    reopen({ maxBytes: 512 * 1024 })
    const noise = (number: number): string => Buffer.from(`${Math.sin(number)}`.repeat(20)).toString('base64')
    for (let number = 0; number < 3000; number++) {
      const isError = number % 500 === 0
      const isRun = number % 500 === 1
      history.append(
        span(number, {
          status: isError ? 'error' : 'unset',
          endMs: START_MS + number + (number % 500 === 2 ? 900 + number : 1),
          attributes: { noise: noise(number), ...(isRun ? { 'cryo.run.id': 'r' } : {}) },
        }),
      )
    }
    reopen({ maxBytes: 512 * 1024 })
    while (history.work(nowMs));
    const left = found({ limit: 3000 })
    expect(left.length).toBeLessThan(2500)
    expect(left.length).toBeGreaterThan(100)
    for (const number of [0, 1, 2, 500, 501, 502, 2500, 2501, 2502]) expect(left).toContain(number)
    expect(problems).toEqual([])
  })

  it('a flood of plain traces leaves room for the others, and is counted', () => {
    for (let number = 0; number < 20_000; number++)
      history.append(span(number, number % 2000 === 9 ? { status: 'error' } : {}))
    while (history.work(nowMs));
    expect(history.leftOut.traces).toBeGreaterThan(4000)
    expect(found({ status: 'error' })).toEqual(expect.arrayContaining([8009, 6009, 4009, 2009, 9]))
    history.append(span(30_000))
    expect(history.leftOut.spans).toBe(0)
  })

  it('a trace with too many spans, and spans that are too large, are cut', () => {
    for (let number = 0; number < 6000; number++)
      history.append(span(1, { spanId: number.toString(16).padStart(16, '0') }))
    history.append(span(2, { attributes: { text: 'x'.repeat(1_000_000) } }))
    expect(history.leftOut.spans).toBe(1000)
    reopen()
    expect(history.find(idOf(1))).toHaveLength(5000)
    expect(history.find(idOf(2))).toEqual([span(2, { attributes: {} })])
  })

  it('of time, a day at most goes in each pass', () => {
    for (let day = 0; day < 5; day++)
      history.append(span(day, { startMs: START_MS + day * DAY_MS, endMs: START_MS + day * DAY_MS }))
    nowMs += 20 * DAY_MS
    reopen()
    while (history.work(nowMs));
    expect(found({})).toEqual([4, 3, 2, 1])
    reopen()
    while (history.work(nowMs));
    expect(found({})).toEqual([4, 3, 2])
  })
})

it('times that are impossible are left out, and those of the future age as if they were of now', () => {
  history.append(span(1, { startMs: Number.NaN }))
  history.append(span(2, { endMs: Infinity }))
  history.append(span(3, { startMs: Date.UTC(3000, 0), endMs: Date.UTC(3000, 0) }))
  history.append(span(4, { traceId: '' }))
  expect(history.leftOut.spans).toBe(3)
  reopen()
  expect(found({})).toEqual([3])
  nowMs += 20 * DAY_MS
  reopen()
  while (history.work(nowMs));
  expect(found({})).toEqual([])
})

it('a damaged trace is left out, a damaged file moved aside, a file of another process left alone', () => {
  for (let number = 0; number < 3; number++) history.append(span(number))
  history.close()
  const database = new DatabaseSync(dir.file('traces.sqlite'))
  database.exec(`UPDATE traces SET spans = zeroblob(9) WHERE trace_id = '${idOf(1)}'`)
  database.close()
  history = openIt()
  expect(history.find(idOf(1))).toEqual([])
  expect(history.find(idOf(2))).toHaveLength(1)
  expect([history.leftOut.damaged, problems]).toEqual([
    1,
    ['the history of traces has some that were damaged: they are left out'],
  ])
  const other = openIt()
  expect(other.notices).toEqual([expect.stringContaining('another process has it')])
  other.append(span(1))
  expect(other.find(idOf(1))).toHaveLength(1)
  other.close()
  history.close()
  writeFileSync(dir.file('traces.sqlite'), 'nonsense'.repeat(1000))
  history = openIt()
  expect(history.notices).toEqual([expect.stringContaining('moved aside as traces.corrupt-')])
})
