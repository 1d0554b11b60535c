import type { TrafficSummary } from '@cryo/protocol'

import { bucketQuantile } from './bucket-quantile.ts'

const STEP_MS = 5000
/** Thirteen marks of five seconds span a minute. */
const MARKS = 13
const MAX_KEYS = 5000

/** Cumulative totals of one kind of call. */
export interface TrafficTotals {
  count: number
  failures: number
  /** Counts by bucket, the last one without upper bound. */
  readonly buckets: Float64Array
  readonly bounds: readonly number[]
}

interface Mark {
  readonly timeMs: number
  readonly count: number
  readonly failures: number
  readonly buckets: Float64Array
}

/**
 * Remembers totals of the last minute, so that what only ever grows can be told as a rate.
 */
export class TrafficWindow {
  readonly #marks = new Map<string, Mark[]>()

  /** Takes totals at a time; kept at most every five seconds. A total that fell starts anew. */
  observe(key: string, timeMs: number, totals: TrafficTotals): void {
    let marks = this.#marks.get(key)
    if (marks === undefined) {
      if (this.#marks.size >= MAX_KEYS) return
      // What was counted before the first look counts as of the window: a short job has only one look.
      marks = [
        { timeMs: timeMs - STEP_MS, count: 0, failures: 0, buckets: new Float64Array(totals.buckets.length) },
      ]
      this.#marks.set(key, marks)
    }
    const last = marks.at(-1)
    if (last !== undefined && timeMs - last.timeMs < STEP_MS) return
    if (last !== undefined && totals.count < last.count) marks.length = 0
    const { count, failures, buckets } = totals
    marks.push({ timeMs, count, failures, buckets: buckets.slice() })
    if (marks.length > MARKS) marks.shift()
  }

  /** Sums the minute up: totals since the start, rates and quantiles of the window. */
  summarize(key: string, timeMs: number, totals: TrafficTotals): TrafficSummary {
    const first = this.#marks.get(key)?.[0]
    const base = first !== undefined && first.count <= totals.count ? first : undefined
    const count = totals.count - (base?.count ?? 0)
    const failures = totals.failures - (base?.failures ?? 0)
    const seconds = Math.max(timeMs - (base?.timeMs ?? timeMs), STEP_MS) / 1000
    const buckets = totals.buckets.map((value, index) => value - (base?.buckets[index] ?? 0))
    return {
      count: totals.count,
      failures: totals.failures,
      ratePerSecond: count / seconds,
      errorRatio: count > 0 ? failures / count : null,
      p50Seconds: bucketQuantile(0.5, buckets, totals.bounds),
      p95Seconds: bucketQuantile(0.95, buckets, totals.bounds),
      p99Seconds: bucketQuantile(0.99, buckets, totals.bounds),
    }
  }

  /** Forgets keys that no series has any more. */
  retain(keys: ReadonlySet<string>): void {
    for (const key of this.#marks.keys()) if (!keys.has(key)) this.#marks.delete(key)
  }
}
