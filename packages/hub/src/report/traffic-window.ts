import type { TrafficSummary } from '@cryo/protocol'

import { bucketQuantile } from './bucket-quantile.ts'

/** How much a {@link TrafficWindow} remembers. */
export interface TrafficWindowOptions {
  /** Between two marks; 5 s unless given. */
  readonly stepMs?: number
  /** Thirteen unless given, which with steps of five seconds span a minute. */
  readonly marks?: number
  /** 5000 unless given. */
  readonly maxKeys?: number
}

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

/** What came in during the window. */
export interface WindowTraffic {
  readonly count: number
  readonly failures: number
  readonly seconds: number
  readonly buckets: Float64Array
}

/**
 * Remembers totals of the last minute, or of another span, so that what only ever grows can be told as a rate.
 */
export class TrafficWindow {
  readonly #marks = new Map<string, Mark[]>()
  readonly #stepMs: number
  readonly #maxMarks: number
  readonly #maxKeys: number

  constructor({ stepMs = 5000, marks = 13, maxKeys = 5000 }: TrafficWindowOptions = {}) {
    this.#stepMs = stepMs
    this.#maxMarks = marks
    this.#maxKeys = maxKeys
  }

  /** Takes totals at a time; kept at most every step. A total that fell starts anew. */
  observe(key: string, timeMs: number, totals: TrafficTotals): void {
    let marks = this.#marks.get(key)
    if (marks === undefined) {
      if (this.#marks.size >= this.#maxKeys) return
      // What was counted before the first look counts as of the window: a short job has only one look.
      marks = [
        {
          timeMs: timeMs - this.#stepMs,
          count: 0,
          failures: 0,
          buckets: new Float64Array(totals.buckets.length),
        },
      ]
      this.#marks.set(key, marks)
    }
    const last = marks.at(-1)
    if (last !== undefined && timeMs - last.timeMs < this.#stepMs) return
    if (last !== undefined && totals.count < last.count) marks.length = 0
    const { count, failures, buckets } = totals
    marks.push({ timeMs, count, failures, buckets: buckets.slice() })
    if (marks.length > this.#maxMarks) marks.shift()
  }

  /** What came in since the oldest mark. */
  within(key: string, timeMs: number, totals: TrafficTotals): WindowTraffic {
    const first = this.#marks.get(key)?.[0]
    const base = first !== undefined && first.count <= totals.count ? first : undefined
    return {
      count: totals.count - (base?.count ?? 0),
      failures: totals.failures - (base?.failures ?? 0),
      seconds: Math.max(timeMs - (base?.timeMs ?? timeMs), this.#stepMs) / 1000,
      buckets: totals.buckets.map((value, index) => value - (base?.buckets[index] ?? 0)),
    }
  }

  /** Sums the window up: totals since the start, rates and quantiles of the window. */
  summarize(key: string, timeMs: number, totals: TrafficTotals): TrafficSummary {
    const { count, failures, seconds, buckets } = this.within(key, timeMs, totals)
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
