/**
 * What queries cost over series in memory, beside a real Prometheus with the same series where one is built: what its
 * HTTP API takes on loopback, and what it says itself (`stats=all`). A block is how long others wait at the most.
 *
 * Times are medians of rounds; a block is that of the best rounds (lower quartile), because it is other programs that make
 * it longer. Run with `node bench/promql.ts` after a build; the Prometheus of `stack/build.ts` is used.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { evaluate, type SeriesSource } from '@cryo/promql'

import { createPrometheus } from './create-prometheus.ts'
import { median } from './medians.ts'
import { type Question, QUESTIONS } from './promql/questions.ts'
import { createSeries, toSource, writeOpenMetrics } from './promql/series.ts'
import { watchTurns } from './watch-turns.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 9)
const BLOCK_MS = 20

interface Cost {
  readonly ms: number
  readonly blockMs: number
}

interface TheirCost {
  readonly httpMs: number
  /** As Prometheus measures it, without the network and JSON. */
  readonly ownMs: number
}

async function ask(source: SeriesSource, { query, at }: Question): Promise<Cost> {
  const watch = { isDone: false, blockMs: 0 }
  const watching = watchTurns(watch)
  const before = performance.now()
  const result = await evaluate(query, at, source)
  const ms = performance.now() - before
  watch.isDone = true
  await watching
  if (
    !('samples' in result && result.samples.length > 0) &&
    !('series' in result && result.series.length > 0)
  )
    throw new Error(`${query}: no answer`)
  return { ms, blockMs: watch.blockMs }
}

async function askPrometheus(url: string, { query, at }: Question): Promise<TheirCost> {
  const isOnce = 'time' in at
  const times = isOnce
    ? { time: String(at.time / 1000) }
    : { start: String(at.start / 1000), end: String(at.end / 1000), step: String(at.step / 1000) }
  const body = new URLSearchParams({ query, stats: 'all', ...times })
  const before = performance.now()
  const response = await fetch(`${url}/api/v1/${isOnce ? 'query' : 'query_range'}`, { method: 'POST', body })
  const answer = (await response.json()) as {
    readonly data: {
      readonly result: readonly unknown[]
      readonly stats: { readonly timings: { readonly execTotalTime: number } }
    }
  }
  const httpMs = performance.now() - before
  if (answer.data.result.length === 0) throw new Error(`${query}: Prometheus has no answer`)
  return { httpMs, ownMs: answer.data.stats.timings.execTotalTime * 1000 }
}

const dir = mkdtempSync(join(tmpdir(), 'cryo-bench-'))
const series = createSeries()
const source = toSource(series)
await writeOpenMetrics(series, join(dir, 'data.om'))
const prometheus = await createPrometheus(dir, 'data.om')
if (prometheus === null) console.log('Prometheus is not built (node stack/build.ts): it is not asked')
const rows: Record<string, Record<string, string>> = {}
let missed = 0
try {
  await prometheus?.service.start()
  for (const question of QUESTIONS) {
    const ours: Cost[] = []
    const theirs: TheirCost[] = []
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await ask(source, question))
      if (prometheus !== null) theirs.push(await askPrometheus(prometheus.url, question))
    }
    const ms = median(ours.map((cost) => cost.ms))
    const blocks = ours.map((cost) => cost.blockMs).toSorted((left, right) => left - right)
    const blockMs = blocks[ROUNDS >> 2] ?? Number.NaN
    const isMet = ms <= question.budgetMs && blockMs <= BLOCK_MS
    if (!isMet) missed++
    const [httpMs, ownMs] = [
      median(theirs.map((cost) => cost.httpMs)),
      median(theirs.map((cost) => cost.ownMs)),
    ]
    rows[question.name] = {
      'ours, ms': ms.toFixed(1),
      budget: `${question.budgetMs}${isMet ? '' : ' MISSED'}`,
      'block, ms': blockMs.toFixed(1),
      'Prometheus HTTP, ms': httpMs.toFixed(1),
      'itself, ms': ownMs.toFixed(1),
      'ours / HTTP': (ms / httpMs).toFixed(2),
      'ours / itself': (ms / ownMs).toFixed(2),
    }
  }
} finally {
  await prometheus?.service.stop()
  rmSync(dir, { recursive: true, force: true })
}
console.table(rows)
if (missed > 0) process.exitCode = 1
