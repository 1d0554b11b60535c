import { currentHistogram, currentNumber, currentSummary } from '../metrics/current-value.ts'
import type { Series } from '../metrics/series.ts'
import type { HistogramPoint, NumberPoint } from '../otlp/metric.ts'

/** The samples of one series at one time: one of a number; buckets, count and sum of a histogram. */
export interface Samples {
  /** `undefined` where the sender has none: a histogram without a sum. */
  readonly values: readonly (number | undefined)[]
  /** Since when it counts, in Unix milliseconds; 0 where that is not known. */
  readonly startMs: number
  readonly timeMs: number
  /** Bounds of a histogram's buckets, quantiles of a summary; `null` for a number. */
  readonly bounds: readonly number[] | null
}

/** The current samples of a series. */
export function readSamples(series: Series): Samples {
  switch (series.type) {
    case 'number': {
      const { value, startMs, timeMs } = currentNumber(series)
      return { values: [value], startMs, timeMs, bounds: null }
    }
    case 'histogram': {
      const { bounds, counts, count, sum, startMs, timeMs } = currentHistogram(series)
      return { values: toBuckets(bounds, counts, count, sum), startMs, timeMs, bounds }
    }
    default: {
      const { quantiles, count, sum, timeMs } = currentSummary(series)
      return {
        values: [...quantiles.map(({ value }) => value), count, sum],
        startMs: 0,
        timeMs,
        bounds: quantiles.map(({ quantile }) => quantile),
      }
    }
  }
}

/** The samples of a point that is not the newest of its series. */
export function readLate(point: NumberPoint | HistogramPoint): Samples {
  const { startMs, timeMs } = point
  if ('value' in point) return { values: [point.value], startMs, timeMs, bounds: null }
  const { bounds, counts, count, sum } = point
  return { values: toBuckets(bounds, counts, count, sum), startMs, timeMs, bounds }
}

/** Prometheus' buckets: each counts what all smaller ones do. */
function toBuckets(
  bounds: readonly number[],
  counts: readonly number[],
  count: number,
  sum: number | undefined,
): readonly (number | undefined)[] {
  const values: (number | undefined)[] = []
  let below = 0
  for (let index = 0; index < bounds.length; index++) {
    below += counts[index] ?? 0
    values.push(below)
  }
  values.push(count, count, sum)
  return values
}
