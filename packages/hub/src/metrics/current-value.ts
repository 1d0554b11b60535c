import type {
  HistogramContribution,
  HistogramSeries,
  NumberContribution,
  NumberSeries,
  SummaryContribution,
  SummarySeries,
} from './series.ts'

/** The value of a counter or gauge: the sum of all sources, of a gauge the latest. Not to be kept or changed. */
export function currentNumber({ contributions, metric }: NumberSeries): Readonly<NumberContribution> {
  const first = contributions[0] as NumberContribution
  if (contributions.length === 1) return first
  if (metric.descriptor.kind === 'gauge') return latest(contributions)
  const total = { ...first }
  for (const other of contributions.slice(1)) {
    total.value += other.value
    total.isInt &&= other.isInt
    extend(total, other)
  }
  return total
}

/** The value of a histogram: the sum of all sources, which have the same bounds. Not to be kept or changed. */
export function currentHistogram({ contributions }: HistogramSeries): Readonly<HistogramContribution> {
  const first = contributions[0] as HistogramContribution
  if (contributions.length === 1) return first
  const total = { ...first, counts: [...first.counts] }
  for (const other of contributions.slice(1)) {
    addHistogram(total, other)
    extend(total, other)
  }
  return total
}

/** The value of a summary: quantiles cannot be added, the latest counts. Not to be kept or changed. */
export function currentSummary(series: SummarySeries): Readonly<SummaryContribution> {
  return latest(series.contributions)
}

/** Adds what `other` counted, in buckets of the same bounds. */
export function addHistogram(total: HistogramContribution, other: HistogramContribution): void {
  for (const [index, count] of other.counts.entries()) {
    total.counts[index] = (total.counts[index] ?? 0) + count
  }
  total.count += other.count
  total.sum = total.sum === undefined || other.sum === undefined ? undefined : total.sum + other.sum
}

/** Lets `total` count since the first start and until the last time of both. */
export function extend(
  total: { startMs: number; timeMs: number },
  other: { readonly startMs: number; readonly timeMs: number },
): void {
  total.startMs = Math.min(total.startMs, other.startMs)
  total.timeMs = Math.max(total.timeMs, other.timeMs)
}

function latest<T extends { readonly timeMs: number }>(contributions: readonly T[]): T {
  return contributions.reduce((left, right) => (right.timeMs >= left.timeMs ? right : left))
}
