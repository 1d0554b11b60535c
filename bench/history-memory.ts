/**
 * Memory that monitoring adds to a process while all of a history is in use: 500 series at 10 s for 14 days, the page
 * open, queries over all of it, and the rules of an hour. Beside it, in the same time, the same application bare.
 *
 * What counts is the highest of many looks. Run with `node bench/history-memory.ts` after a build.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { openSeriesHistory } from '@cryo/history'
import { createTempDir } from '@cryo/testing'

import { Child } from './child.ts'
import { REGISTER } from './configurations.ts'
import { STEP_MS, writeFleet } from './history/write-fleet.ts'
import { median } from './medians.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 3)
const DAYS = Number(process.env['BENCH_DAYS'] ?? 14)
const SERIES = 500
const DAY_MS = 86_400_000
/** A history that is kept from one run to the next: writing it takes minutes. */
const KEPT = process.env['BENCH_HISTORY']
const isKept = KEPT !== undefined && existsSync(KEPT)
const END_MS = isKept ? statSync(KEPT).mtimeMs : Math.floor(Date.now() / STEP_MS) * STEP_MS
const START_MS = END_MS - DAYS * DAY_MS
const REST_MS = 10_000
const QUERYING_MS = 20_000
const LOOK_EVERY_MS = 100
/** Evaluations of rules in an hour. */
const EVALUATIONS = 360
const MEGABYTE = 2 ** 20
const BUDGETS = { idle: 40, used: 64 }

const REQUESTS = 'http_server_request_duration_seconds'
/** Queries over 14 days as the page and Grafana ask them, and a day of a hundred series. */
const QUERIES: readonly { readonly query: string; readonly days: number; readonly steps: number }[] = [
  { query: `${REQUESTS}_count{http_route="/route/1"}`, days: 14, steps: 11_000 },
  { query: `rate(${REQUESTS}_count{http_route="/route/1"}[10m])`, days: 14, steps: 2000 },
  { query: `sum by (http_route) (rate(${REQUESTS}_count[10m]))`, days: 14, steps: 1000 },
  {
    query: `histogram_quantile(0.95, sum by (le) (rate(${REQUESTS}_bucket{http_route="/route/1"}[1h])))`,
    days: 14,
    steps: 500,
  },
  {
    query: `sum by (http_route) (rate(${REQUESTS}_bucket{http_route=~"/route/[1-6]"}[5m]))`,
    days: 1,
    steps: 1440,
  },
  { query: 'process_heap_bytes', days: 14, steps: 500 },
  { query: `max_over_time(process_heap_bytes[14d])`, days: 0, steps: 1 },
]

const PHASES = [
  'idle',
  'page open',
  '14-day queries',
  'after queries',
  'an hour of rules',
  'after rules',
] as const
type Phase = (typeof PHASES)[number]

/** Bytes that a process has in memory. */
interface Memory {
  /** All, Node's own file included, which processes share. */
  readonly resident: number
  /** What is its alone: heaps, buffers, stacks. */
  readonly anonymous: number
}

/** Added bytes of each phase, by round: the highest look. */
const added: Record<Phase, Memory>[] = []
const bare: Record<Phase, number>[] = []

async function run(): Promise<void> {
  using seed = createTempDir()
  const file = KEPT ?? join(seed.path, 'series.sqlite')
  if (!isKept) writeHistory(seed.path, file)
  for (let round = 0; round < ROUNDS; round++) {
    using dir = createTempDir()
    mkdirSync(join(dir.path, 'monitoring'))
    copyFileSync(file, join(dir.path, 'monitoring', 'series.sqlite'))
    await measure(join(dir.path, 'monitoring'))
  }
  report()
}

function writeHistory(dir: string, file: string): void {
  const clock = { nowMs: START_MS }
  const history = openSeriesHistory({ dir, nowMs: () => clock.nowMs })
  const { samples } = writeFleet(history, { series: SERIES, startMs: START_MS, endMs: END_MS }, clock)
  history.close()
  if (KEPT !== undefined) copyFileSync(join(dir, 'series.sqlite'), file)
  utimesSync(file, END_MS / 1000, END_MS / 1000)
  console.log(`${samples} samples of ${SERIES} series in ${DAYS} days`)
}

async function measure(monitoringDir: string): Promise<void> {
  const file = join(import.meta.dirname, 'apps', 'server.cjs')
  // Nothing is forwarded: the history is what is measured.
  const env = { CRYO_DASHBOARD_PORT: '0', CRYO_MONITORING_DIR: monitoringDir, OTEL_SERVICE_NAME: 'bench' }
  await using plain = new Child(file)
  await using monitored = new Child(file, ['--import', REGISTER], env)
  const ports = await Promise.all([plain, monitored].map((child) => child.receive<{ port: number }>()))
  const url = await findPage(monitoringDir)
  const phases = {} as Record<Phase, Memory>
  const plainPhases = {} as Record<Phase, number>
  const look = async (phase: Phase, work: Promise<unknown>): Promise<void> => {
    const state = { isDone: false }
    void work.finally(() => (state.isDone = true)).catch(() => {})
    let most: Memory = { resident: 0, anonymous: 0 }
    let mostBare = 0
    do {
      const [before, now] = [memoryOf(plain.pid), memoryOf(monitored.pid)]
      most = {
        resident: Math.max(most.resident, now.resident - before.resident),
        anonymous: Math.max(most.anonymous, now.anonymous - before.anonymous),
      }
      mostBare = Math.max(mostBare, before.resident)
      for (const { port } of ports) await (await fetch(`http://127.0.0.1:${port}/`)).arrayBuffer()
      await delay(LOOK_EVERY_MS)
    } while (!state.isDone)
    await work
    phases[phase] = most
    plainPhases[phase] = mostBare
    console.log(`  ${phase}: ${(most.resident / MEGABYTE).toFixed(1)}`)
  }
  await delay(REST_MS)
  await look('idle', delay(REST_MS))
  const page = new AbortController()
  await look('page open', openPage(url, page.signal))
  await look('14-day queries', askQueries(url))
  await look('after queries', delay(REST_MS))
  await look('an hour of rules', evaluateRules(url))
  await look('after rules', delay(REST_MS))
  page.abort()
  added.push(phases)
  bare.push(plainPhases)
}

/** As Linux counts it. */
function memoryOf(pid: number): Memory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const bytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024
  return { resident: bytes('VmRSS'), anonymous: bytes('RssAnon') }
}

async function findPage(monitoringDir: string): Promise<string> {
  const file = join(monitoringDir, 'hub.json')
  while (!existsSync(file)) await delay(100)
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly url: string }).url
}

/** As a browser: the page, and then its data as it changes. */
async function openPage(url: string, signal: AbortSignal): Promise<void> {
  await (await fetch(url)).arrayBuffer()
  const events = await fetch(`${url}/api/events`, { signal })
  const read = async (): Promise<void> => {
    for await (const part of events.body ?? []) void part
  }
  read().catch(() => {})
  await delay(REST_MS)
}

async function ask(url: string, path: string, parameters: Record<string, string>): Promise<void> {
  const response = await fetch(`${new URL(url).origin}/api/v1/${path}`, {
    method: 'POST',
    body: new URLSearchParams(parameters),
  })
  if (!response.ok)
    throw new Error(`${JSON.stringify(parameters)}: ${response.status} ${await response.text()}`)
  await response.arrayBuffer()
}

/** Again and again, two at a time. */
async function askQueries(url: string): Promise<void> {
  const endMs = performance.now() + QUERYING_MS
  let next = 0
  const client = async (): Promise<void> => {
    while (performance.now() < endMs) {
      const { query, days, steps } = QUERIES[next++ % QUERIES.length] ?? { query: '1', days: 0, steps: 1 }
      const [end, start] = [END_MS / 1000, (END_MS - days * DAY_MS) / 1000]
      if (days === 0) await ask(url, 'query', { query, time: String(end) })
      else {
        const step = String(Math.ceil((end - start) / steps))
        await ask(url, 'query_range', { query, start: String(start), end: String(end), step })
      }
    }
  }
  await Promise.all([client(), client()])
}

/** Asks what all rules ask, as often as in an hour, at the times of an hour. */
async function evaluateRules(url: string): Promise<void> {
  const response = await fetch(`${new URL(url).origin}/api/v1/rules`)
  const { data } = (await response.json()) as {
    data: { groups: readonly { rules: readonly { query: string }[] }[] }
  }
  const queries = data.groups.flatMap(({ rules }) => rules.map(({ query }) => query))
  if (queries.length === 0) throw new Error('no rules were loaded')
  for (let evaluation = EVALUATIONS; evaluation > 0; evaluation--) {
    const time = String((END_MS - evaluation * STEP_MS) / 1000)
    for (const query of queries) await ask(url, 'query', { query, time })
  }
}

function report(): void {
  console.log(`added over the bare process, the highest look, medians of ${ROUNDS} rounds`)
  for (const phase of PHASES) {
    const megabytes = median(added.map((phases) => phases[phase].resident)) / MEGABYTE
    const own = median(added.map((phases) => phases[phase].anonymous)) / MEGABYTE
    const beside = median(bare.map((phases) => phases[phase])) / MEGABYTE
    const budget = phase === 'idle' || phase === 'page open' ? BUDGETS.idle : BUDGETS.used
    const isMet = megabytes <= budget
    if (!isMet) process.exitCode = 1
    console.log(
      `  ${phase.padEnd(20)} ${megabytes.toFixed(1).padStart(6)} MB  (${own.toFixed(1)} its own)  bare ${beside.toFixed(0)} MB  at most ${budget} MB  ${isMet ? 'met' : 'MISSED'}`,
    )
  }
}

await run()
