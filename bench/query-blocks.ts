/**
 * How long others wait for the hub's thread while it answers Prometheus' HTTP API over many series: the most of this
 * thread's CPU time between two turns of the event loop. On a clock it is longer where other programs have the core.
 *
 * Run with `node bench/query-blocks.ts [series] [days]` after a build.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'

import { openSeriesHistory } from '@cryo/history'
import { createTempDir } from '@cryo/testing'

import { ExemplarStore } from '../packages/hub/src/query/exemplar-store.ts'
import { PrometheusApi } from '../packages/hub/src/query/prometheus-api.ts'
import { STEP_MS, writeFleet } from './history/write-fleet.ts'
import { median } from './medians.ts'
import type { Watch } from './watch-turns.ts'

const SERIES = Number(process.argv[2] ?? 574)
const DAYS = Number(process.argv[3] ?? 1)
const END_MS = Math.floor(Date.now() / STEP_MS) * STEP_MS
const START_MS = END_MS - DAYS * 86_400_000
const ROUNDS = 5
const BUDGET_MS = 20
const ALL = '{__name__=~".+"}'
const BUCKETS = 'http_server_request_duration_seconds_bucket'

interface Question {
  readonly name: string
  readonly path: string
  readonly parameters: Readonly<Record<string, string>>
}

const range = (name: string, query: string, points: number): Question => ({
  name,
  path: 'query_range',
  parameters: {
    query,
    start: String(START_MS / 1000),
    end: String(END_MS / 1000),
    step: String((END_MS - START_MS) / 1000 / points),
  },
})

const QUESTIONS: readonly Question[] = [
  range('all series, 11,000 points', ALL, 10_999),
  range('all series, 1000 points', ALL, 1000),
  range('sum by (rate) of buckets', `sum by (le) (rate(${BUCKETS}[5m]))`, 1440),
  range('quantile_over_time of all', `quantile_over_time(0.9, ${ALL}[1h])`, 300),
  range('topk of all', `topk(5, ${ALL})`, 1000),
  range('division of all by all', `${ALL} / on (__name__, le, http_route, part) ${ALL}`, 1000),
  { name: 'all series, once', path: 'query', parameters: { query: ALL, time: String(END_MS / 1000) } },
  {
    name: 'a matrix of all',
    path: 'query',
    parameters: { query: `${ALL}[6h]`, time: String(END_MS / 1000) },
  },
  { name: 'series', path: 'series', parameters: { 'match[]': ALL } },
  { name: 'labels', path: 'labels', parameters: {} },
  { name: 'values of a label', path: 'label/part/values', parameters: { 'match[]': '{__name__=~"p.*"}' } },
]

interface Answer {
  readonly status: number
  readonly ms: number
  readonly blockMs: number
}

/** Takes a turn again and again until it is done, and notes the most that this thread did between two. */
async function watchCpu(watch: Watch): Promise<void> {
  while (!watch.isDone) {
    const before = process.threadCpuUsage()
    await nextTurn()
    const { user, system } = process.threadCpuUsage(before)
    watch.blockMs = Math.max(watch.blockMs, (user + system) / 1000)
  }
}

async function ask(api: PrometheusApi, { path, parameters }: Question): Promise<Answer> {
  const watch = { isDone: false, blockMs: 0 }
  const watching = watchCpu(watch)
  const started = process.threadCpuUsage()
  const request = { path, parameters: new URLSearchParams(parameters), signal: new AbortController().signal }
  const { status, chunks } = await api.answer(request)
  // As the server does: one part after the other, as they are taken.
  for (const chunk of chunks) if (chunk !== '') await nextTurn()
  watch.isDone = true
  await watching
  const { user, system } = process.threadCpuUsage(started)
  return { status, ms: (user + system) / 1000, blockMs: watch.blockMs }
}

using dir = createTempDir()
const clock = { nowMs: START_MS }
const history = openSeriesHistory({ dir: dir.path, nowMs: () => clock.nowMs })
const { samples } = writeFleet(history, { series: SERIES, startMs: START_MS, endMs: END_MS }, clock)
console.log(`${samples} samples of ${SERIES} series in ${DAYS} days`)
const api = new PrometheusApi({
  series: () => history,
  metadata: () => new Map(),
  exemplars: new ExemplarStore(),
  rules: () => null,
})
const rows: Record<string, Record<string, string>> = {}
for (const question of QUESTIONS) {
  const answers: Answer[] = []
  for (let round = 0; round < ROUNDS; round++) answers.push(await ask(api, question))
  const blockMs = median(answers.map((answer) => answer.blockMs))
  if (blockMs > BUDGET_MS) process.exitCode = 1
  rows[question.name] = {
    status: String(answers[0]?.status),
    'CPU, ms': median(answers.map(({ ms }) => ms)).toFixed(0),
    'longest stretch, ms': blockMs.toFixed(1),
    'first, ms': (answers[0]?.blockMs ?? 0).toFixed(1),
    budget: blockMs <= BUDGET_MS ? 'met' : 'MISSED',
  }
}
history.close()
console.table(rows)
