/**
 * What the history of traces costs: spans taken and written, and what is found among many traces.
 *
 * Run with `node bench/history-traces.ts` after a build.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { openTraceHistory, type StoredSpan, type TraceHistory, type TraceSearch } from '@cryo/history'
import { createSeededRandom } from '@cryo/testing'

import { median } from './medians.ts'

const SPANS = 200_000
const SPANS_PER_TRACE = 5
/** As many as come in a tenth of a second. */
const TRACES_AT_ONCE = 400
const ROUNDS = 9
const BUDGETS = { spansPerSecond: 20_000, stepMs: 20 }

const random = createSeededRandom(9)
const id = (length: number): string =>
  Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('')

function createTrace(startMs: number): StoredSpan[] {
  const traceId = id(32)
  const route = `/items/${Math.floor(random() * 40)}`
  const isError = random() < 0.01
  const spans: StoredSpan[] = []
  for (let index = 0; index < SPANS_PER_TRACE; index++) {
    spans.push({
      traceId,
      spanId: id(16),
      parentSpanId: spans[0]?.spanId ?? '',
      name: index === 0 ? `GET ${route}` : 'pg.query:SELECT',
      kind: index === 0 ? 2 : 3,
      startMs: startMs + index,
      endMs: startMs + index + random() * 100,
      status: isError && index === 0 ? 'error' : 'unset',
      statusMessage: '',
      attributes: {
        'http.request.method': 'GET',
        'http.route': route,
        'http.response.status_code': isError ? 500 : 200,
        'url.path': `${route}?page=${Math.floor(random() * 1000)}`,
        'server.address': 'localhost',
        'db.operation.name': 'SELECT',
        'db.collection.name': 'molecules',
      },
      events: [],
      links: [],
      service: 'shop',
      instance: '0b1c',
    })
  }
  return spans
}

function workOff(history: TraceHistory, nowMs: number): number {
  let longestMs = 0
  for (let isMore = true; isMore;) {
    const before = performance.now()
    isMore = history.work(nowMs)
    longestMs = Math.max(longestMs, performance.now() - before)
  }
  return longestMs
}

function search(history: TraceHistory, what: TraceSearch): { ms: number; longestMs: number; found: number } {
  const began = performance.now()
  const steps = history.search(what)
  for (let before = began, longestMs = 0; ;) {
    const step = steps.next()
    const now = performance.now()
    longestMs = Math.max(longestMs, now - before)
    before = now
    if (step.done === true) return { ms: now - began, longestMs, found: step.value.traces.length }
  }
}

const dir = mkdtempSync(join(tmpdir(), 'cryo-bench-'))
let missed = 0
try {
  const history = openTraceHistory({ dir, maxBytes: 2 ** 30, onProblem: (text) => console.log(text) })
  const startMs = Date.now() - SPANS
  let longestMs = 0
  let cpu = 0
  for (let from = 0; from < SPANS / SPANS_PER_TRACE; from += TRACES_AT_ONCE) {
    const traces = Array.from({ length: TRACES_AT_ONCE }, (_, index) =>
      createTrace(startMs + (from + index) * 5),
    )
    const before = process.threadCpuUsage()
    for (const trace of traces) for (const span of trace) history.append(span)
    longestMs = Math.max(longestMs, workOff(history, Date.now()))
    const { user, system } = process.threadCpuUsage(before)
    cpu += (user + system) / 1e6
  }
  const perSecond = Math.round(SPANS / cpu)
  if (perSecond < BUDGETS.spansPerSecond) missed++
  history.close()
  console.log(
    `${perSecond} spans/s of one core (budget ${BUDGETS.spansPerSecond}), longest slice of work ${longestMs.toFixed(1)} ms`,
  )
  console.log(`left out: ${history.leftOut.traces} plain traces, ${history.leftOut.spans} spans`)
  const bytes = statSync(join(dir, 'traces.sqlite')).size

  const opened = openTraceHistory({ dir, maxBytes: 2 ** 30 })
  const all = search(opened, { limit: 1_000_000 })
  console.log(`${all.found} traces on disk, ${Math.round(bytes / all.found)} bytes each`)
  const questions: readonly (readonly [string, TraceSearch])[] = [
    ['the newest', {}],
    ['the slowest', { order: 'slowest' }],
    ['with errors', { status: 'error' }],
    ['by an attribute', { attributes: [['http.route', '/items/7']] }],
    ['what is not there', { attributes: [['http.route', '/nothing']] }],
  ]
  const rows: Record<string, Record<string, string>> = {}
  for (const [name, what] of questions) {
    const rounds = Array.from({ length: ROUNDS }, () => search(opened, what))
    const longest = median(rounds.map((round) => round.longestMs))
    if (longest > BUDGETS.stepMs) missed++
    rows[name] = {
      ms: median(rounds.map(({ ms }) => ms)).toFixed(1),
      'longest step, ms': longest.toFixed(1),
      found: String(rounds[0]?.found),
    }
  }
  console.table(rows)
  opened.close()
} finally {
  rmSync(dir, { recursive: true, force: true })
}
if (missed > 0) process.exitCode = 1
