import { createEtaEstimator, longestEstimate } from '@cryo/progress'
import type { EtaEstimate } from '@cryo/progress'

import { JOB_SHAPES } from './eta/job-shapes.ts'
import type { ReplayedJob } from './eta/job-shapes.ts'
import { createIndicatif, createTqdm } from './eta/peer-formulas.ts'
import { median } from './medians.ts'

const RUNS = Number(process.env['BENCH_ROUNDS'] ?? 200)
/** Parts of the run, of its own items, at which the forecasts are compared with what came. */
const MOMENTS = [0.1, 0.25, 0.5, 0.75] as const
const HALFWAY = 2
/** Updates reach the estimator at most ten times a second. */
const LEAST_GAP_SECONDS = 0.1
const AIM = 0.1
const AIMED_SHAPES = new Set(['steady', 'resumed at 50 %', 'bursty'])

/** One contestant: fed with every item, asked at each moment. */
interface Contestant {
  observe(item: number, seconds: number): void
  ask(item: number, seconds: number): EtaEstimate | null
}

/** The error of forecasts of the time left, over many replayed jobs of each shape. */
function run(): void {
  console.log(
    `forecast of the time left: median relative error at ${MOMENTS.map((m) => `${m * 100} %`).join(', ')} of the items`,
  )
  console.log(`${RUNS} replayed jobs of each shape; last: share of true ends up to P90 at these moments\n`)
  console.log(
    `  ${'shape'.padEnd(18)} ${['ours', 'tqdm', 'indicatif'].map((name) => `   ${name}`.padEnd(36)).join('')}P90`,
  )
  for (const [shape, make] of Object.entries(JOB_SHAPES)) compare(shape, make)
}

function compare(shape: string, make: (seed: number) => ReplayedJob): void {
  const errors = { ours: newErrors(), tqdm: newErrors(), indicatif: newErrors() }
  let asked = 0
  let covered = 0
  for (let seed = 1; seed <= RUNS; seed++) {
    const job = make(seed)
    const contestants = {
      ours: ours(job),
      tqdm: peer(job, createTqdm()),
      indicatif: peer(job, createIndicatif()),
    }
    let item = 0
    for (const [moment, share] of MOMENTS.entries()) {
      const until = Math.floor(job.doneAt.length * share)
      for (; item < until; item++) {
        for (const contestant of Object.values(contestants))
          contestant.observe(item, job.doneAt[item] ?? Number.NaN)
      }
      const now = job.doneAt[until - 1] ?? Number.NaN
      const left = (job.doneAt.at(-1) ?? Number.NaN) - now
      for (const name of ['ours', 'tqdm', 'indicatif'] as const) {
        const told = contestants[name].ask(until, now)
        if (told === null) throw new Error(`${name} tells nothing of ${shape} at ${share}`)
        errors[name][moment]?.push(Math.abs(told.p50Seconds - left) / left)
        if (name !== 'ours') continue
        asked++
        if (left <= told.p90Seconds) covered++
      }
    }
  }
  const rows = Object.values(errors).map((moments) => moments.map((all) => median(all)))
  const cells = rows.map((row) =>
    row
      .map((error) => `${(100 * error).toFixed(1)} %`.padStart(8))
      .join('')
      .padEnd(36),
  )
  console.log(`  ${shape.padEnd(18)} ${cells.join('')}${((100 * covered) / asked).toFixed(0)} %`)
  judge(shape, rows)
}

function judge(shape: string, rows: readonly (readonly number[])[]): void {
  const [own = Number.NaN, ...peers] = rows.map((row) => row[HALFWAY] ?? Number.NaN)
  const isMissed = !(own <= Math.min(...peers, AIMED_SHAPES.has(shape) ? AIM : Infinity))
  if (!isMissed) return
  console.log(`  budget: ${shape} at 50 %: better than both, and <= ${AIM * 100} % where aimed at: MISSED`)
  process.exitCode = 1
}

function newErrors(): number[][] {
  return MOMENTS.map(() => [])
}

function peer(job: ReplayedJob, estimator: ReturnType<typeof createTqdm>): Contestant {
  return {
    observe: (item, seconds) => estimator.observe(item + 1, seconds),
    ask: (done, seconds) => {
      const p50Seconds = estimator.estimate(job.doneAt.length - done, seconds)
      return { p50Seconds, p90Seconds: p50Seconds }
    },
  }
}

/** As the tracker does it: a child has an estimator of its own, and its parent is done when the last child is. */
function ours(job: ReplayedJob): Contestant {
  const { of = [], totals = [job.doneAt.length] } = job.parts ?? {}
  const parts = totals.map((total) => ({ total, done: 0, seenAt: 0, estimator: createEtaEstimator() }))
  return {
    observe: (item, seconds) => {
      const part = parts[of[item] ?? 0]
      if (part === undefined) return
      part.done++
      if (seconds - part.seenAt < LEAST_GAP_SECONDS) return
      part.seenAt = seconds
      part.estimator.observe(part.done, seconds)
    },
    ask: (_done, seconds) =>
      longestEstimate(parts.map(({ total, done, estimator }) => estimator.estimate(total - done, seconds))),
  }
}

run()
