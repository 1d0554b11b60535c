import type { EvaluationTime } from '@cryo/promql'

import { DAY_MS, END_MS, INSTANT_SIZES } from './series.ts'

/** What is asked, and how long it may take. */
export interface Question {
  readonly name: string
  readonly query: string
  readonly at: EvaluationTime
  readonly budgetMs: number
}

const FORTNIGHT = [
  ['plain', 'steady_total'],
  ['rate[5m]', 'rate(steady_total[5m])'],
  ['max_over_time[1h]', 'max_over_time(steady_total[1h])'],
  ['avg_over_time[1d]', 'avg_over_time(steady_total[1d])'],
] as const
/** 11,000 is the most that Prometheus answers. */
const STEPS = [1000, 10_900] as const

const lastDay = { start: END_MS - DAY_MS, end: END_MS, step: 60_000 }

export const QUESTIONS: readonly Question[] = [
  ...FORTNIGHT.flatMap(([what, query]) =>
    STEPS.map((steps): Question => {
      const step = Math.floor((14 * DAY_MS) / steps / 1000) * 1000
      return {
        name: `14 days, 1 series, ${steps} steps, ${what}`,
        query,
        at: { start: END_MS - 14 * DAY_MS, end: END_MS, step },
        budgetMs: 50,
      }
    }),
  ),
  {
    name: '1 day, 100 series, 1440 steps, sum by (rate)',
    query: 'sum by (route) (rate(requests_total[5m]))',
    at: lastDay,
    budgetMs: 100,
  },
  {
    name: '1 day, 10 histograms of 14, histogram_quantile',
    query: 'histogram_quantile(0.95, rate(duration_seconds_bucket[5m]))',
    at: lastDay,
    budgetMs: 100,
  },
  ...INSTANT_SIZES.map((size): Question => ({
    name: `once, ${size} series`,
    query: `gauge_${size}`,
    at: { time: END_MS },
    budgetMs: 100,
  })),
]
