/**
 * What the history of series costs: 500 series at 10 s for 14 days, some 60 million samples, with the file's size, and
 * how long queries take over it, cold (the file just opened) and warm, beside a real Prometheus where one is built.
 *
 * Run with `node bench/history-series.ts [days] [series]` after a build; the Prometheus of `stack/build.ts` is used.
 */
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'

import { openSeriesHistory, type SeriesHistory } from '@cryo/history'
import { evaluate, type EvaluationTime } from '@cryo/promql'

import { createTempDir } from '@cryo/testing'

import { createPrometheus } from './create-prometheus.ts'
import { STEP_MS, writeFleet } from './history/write-fleet.ts'
import { median } from './medians.ts'

const DAYS = Number(process.argv[2] ?? 14)
const SERIES = Number(process.argv[3] ?? 500)
const DAY_MS = 86_400_000
const END_MS = Math.floor(Date.now() / 7_200_000) * 7_200_000
const START_MS = END_MS - DAYS * DAY_MS
const ROUNDS = 7
/** Series of the table of what opening costs, and samples that are written of all of them together. */
const OPENED_SERIES = [50, 500, 5000, 50_000]
const OPENED_SAMPLES = 500_000
const BUDGETS = { samplesPerSecond: 100_000, bytesPerSample: 2.5, openMs: 200, stepMs: 20 }

interface Question {
  readonly name: string
  readonly query: string
  readonly at: EvaluationTime
  readonly budgetMs: number
}

const QUESTIONS: readonly Question[] = [
  {
    name: '14 days, 1 series',
    query: 'http_server_request_duration_seconds_count{http_route="/route/1"}',
    at: { start: END_MS - 14 * DAY_MS, end: END_MS, step: 600_000 },
    budgetMs: 50,
  },
  {
    name: '14 days, 1 series, rate',
    query: 'rate(http_server_request_duration_seconds_count{http_route="/route/1"}[10m])',
    at: { start: END_MS - 14 * DAY_MS, end: END_MS, step: 600_000 },
    budgetMs: 50,
  },
  {
    name: '1 day, 100 series, sum by (rate)',
    query:
      'sum by (http_route) (rate(http_server_request_duration_seconds_bucket{http_route=~"/route/[1-6]"}[5m]))',
    at: { start: END_MS - DAY_MS, end: END_MS, step: 60_000 },
    budgetMs: 100,
  },
]

async function ask(history: SeriesHistory, { query, at }: Question): Promise<number> {
  const before = performance.now()
  await evaluate(query, at, history)
  return performance.now() - before
}

let missed = 0
/** Says a figure beside its budget. */
function check(what: string, figure: number, budget: number, isMet: boolean): void {
  if (!isMet) missed++
  console.log(`${what}: ${figure} (budget ${budget}${isMet ? '' : ', MISSED'})`)
}

const dir = mkdtempSync(join(tmpdir(), 'cryo-bench-'))
try {
  const clock = { nowMs: START_MS }
  const options = {
    dir,
    nowMs: () => clock.nowMs,
    maxBytes: 2 ** 31,
    onProblem: (text: string) => console.log(text),
  }
  const history = openSeriesHistory(options)
  const writing = writeFleet(history, { series: SERIES, startMs: START_MS, endMs: END_MS }, clock)
  history.close()
  const bytes = statSync(join(dir, 'series.sqlite')).size
  console.log(`${writing.samples} samples of ${SERIES} series in ${DAYS} days`)
  const perSecond = Math.round(writing.samples / writing.seconds)
  check(
    'samples/s of one core, with making them',
    perSecond,
    BUDGETS.samplesPerSecond,
    perSecond >= BUDGETS.samplesPerSecond,
  )
  const appendMs = Number(writing.longestAppendMs.toFixed(1))
  check('longest round of appends, ms', appendMs, BUDGETS.stepMs, appendMs <= BUDGETS.stepMs)
  console.log(
    `slices of work, with the disk: median ${writing.medianWorkMs.toFixed(1)} ms, longest ${writing.longestWorkMs.toFixed(1)} ms`,
  )
  console.log(`file: ${(bytes / 1e6).toFixed(1)} MB`)
  const perSample = Number((bytes / writing.samples).toFixed(2))
  check('bytes a sample', perSample, BUDGETS.bytesPerSample, perSample <= BUDGETS.bytesPerSample)

  const openings: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const before = performance.now()
    const opened = openSeriesHistory(options)
    openings.push(performance.now() - before)
    opened.close()
  }
  check('ms to open it', Math.round(median(openings)), BUDGETS.openMs, median(openings) <= BUDGETS.openMs)

  const rows: Record<string, Record<string, string>> = {}
  for (const question of QUESTIONS) {
    const cold: number[] = []
    const warm: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const opened = openSeriesHistory(options)
      cold.push(await ask(opened, question))
      warm.push(await ask(opened, question))
      opened.close()
    }
    if (median(cold) > question.budgetMs || median(warm) > question.budgetMs) missed++
    rows[question.name] = {
      'cold, ms': median(cold).toFixed(0),
      'warm, ms': median(warm).toFixed(0),
      'budget, ms': String(question.budgetMs),
    }
  }
  await addPrometheus(rows)
  console.table(rows)
  console.log(`memory of this process: ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB`)
} finally {
  rmSync(dir, { recursive: true, force: true })
}
openMany()
if (missed > 0) process.exitCode = 1

/** Says how the time to open a file grows with its series; CPU time, as the disk has the file in memory. */
function openMany(): void {
  const rows: Record<string, Record<string, string>> = {}
  for (const series of OPENED_SERIES) {
    using folder = createTempDir()
    const clock = { nowMs: 0 }
    const options = { dir: folder.path, nowMs: () => clock.nowMs }
    const history = openSeriesHistory(options)
    const startMs = END_MS - (OPENED_SAMPLES / series) * STEP_MS
    writeFleet(history, { series, startMs, endMs: END_MS }, clock)
    history.close()
    const openings: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const before = process.threadCpuUsage()
      const opened = openSeriesHistory(options)
      const { user, system } = process.threadCpuUsage(before)
      openings.push((user + system) / 1000)
      if (round === ROUNDS - 1) rows[series] = { 'samples in no chunk': String(opened.samplesInMemory) }
      opened.close()
    }
    if (median(openings) > BUDGETS.openMs) missed++
    Object.assign(rows[series] ?? {}, {
      'opened, ms': median(openings).toFixed(0),
      'budget, ms': String(BUDGETS.openMs),
    })
  }
  console.table(rows)
}

/** Asks a real Prometheus the same, over the same samples. */
async function addPrometheus(rows: Record<string, Record<string, string>>): Promise<void> {
  await exportSamples(join(dir, 'data.om'))
  const prometheus = await createPrometheus(dir, 'data.om')
  if (prometheus === null) {
    console.log('Prometheus is not built (node stack/build.ts): it is not asked')
    return
  }
  const { service, url } = prometheus
  for (const { name, query, at } of QUESTIONS) {
    const cold: number[] = []
    const warm: number[] = []
    for (let round = 0; round < 3; round++) {
      await service.start()
      cold.push(await askPrometheus(url, query, at))
      warm.push(await askPrometheus(url, query, at))
      await service.stop()
    }
    Object.assign(rows[name] ?? {}, {
      'Prometheus cold, ms': median(cold).toFixed(0),
      'Prometheus warm, ms': median(warm).toFixed(0),
    })
  }
}

async function askPrometheus(url: string, query: string, at: EvaluationTime): Promise<number> {
  if (!('start' in at)) return Number.NaN
  const body = new URLSearchParams({
    query,
    start: String(at.start / 1000),
    end: String(at.end / 1000),
    step: String(at.step / 1000),
  })
  const before = performance.now()
  const response = await fetch(`${url}/api/v1/query_range`, { method: 'POST', body })
  const answer = (await response.json()) as { status: string; data: { result: unknown[] } }
  if (answer.status !== 'success' || answer.data.result.length === 0) throw new Error(`${query}: no answer`)
  return performance.now() - before
}

/** The series that are asked for, as text of OpenMetrics. */
async function exportSamples(file: string): Promise<void> {
  const history = openSeriesHistory({ dir, nowMs: () => END_MS })
  const stream = createWriteStream(file)
  const put = async (text: string): Promise<void> => {
    if (!stream.write(text)) await once(stream, 'drain')
  }
  const wanted = [
    { name: 'http_server_request_duration_seconds_count', pattern: '/route/1', fromMs: 0 },
    {
      name: 'http_server_request_duration_seconds_bucket',
      pattern: '/route/[1-6]',
      fromMs: END_MS - DAY_MS - 600_000,
    },
  ]
  for (const { name, pattern, fromMs } of wanted) {
    await put(`# TYPE ${name} unknown\n`)
    const found = history.select(
      [
        { name: '__name__', op: '=', value: name },
        { name: 'http_route', op: '=~', value: pattern },
      ],
      fromMs,
      END_MS,
    )
    for (const { labels, timestamps, values } of found) {
      const pairs = Object.entries(labels).filter(([label]) => label !== '__name__')
      const text = pairs.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',')
      for (const [index, timeMs] of timestamps.entries())
        await put(`${name}{${text}} ${values[index]} ${timeMs / 1000}\n`)
    }
  }
  stream.end('# EOF\n')
  await once(stream, 'close')
  history.close()
}
