import type { NumberPoint, SummaryPoint } from '../otlp/metric.ts'
import { addContribution, contributionOf, isOvertaken, type Outcome } from './contributions.ts'
import type { NumberSeries, Source, SummarySeries } from './series.ts'

/** Gives a counter or gauge the value of a point, or with deltas adds it. */
export function applyNumber(
  series: NumberSeries,
  point: NumberPoint,
  source: Source,
  isDelta: boolean,
  epoch: number,
): Outcome {
  const { value, isInt, timeMs } = point
  const known = contributionOf(series.contributions, source)
  if (known === undefined) {
    const startMs = point.startMs === 0 && isDelta ? timeMs : point.startMs
    addContribution(series, { source, startMs, timeMs, value, isInt })
    series.changedIn = epoch
    return 'taken'
  }
  if (isDelta) {
    if (timeMs === known.timeMs) return 'outdated'
    if (value !== 0) series.changedIn = epoch
    known.value += value
    known.timeMs = Math.max(timeMs, known.timeMs)
    return 'taken'
  }
  if (isOvertaken(timeMs, known.timeMs)) return 'outdated'
  if (!Object.is(value, known.value) || point.startMs !== known.startMs) series.changedIn = epoch
  known.value = value
  known.isInt = isInt
  known.startMs = point.startMs
  known.timeMs = timeMs
  return 'taken'
}

/** Gives a summary the value of a point. */
export function applySummary(
  series: SummarySeries,
  point: SummaryPoint,
  source: Source,
  epoch: number,
): Outcome {
  const { startMs, timeMs, count, sum, quantiles } = point
  const known = contributionOf(series.contributions, source)
  if (known === undefined) addContribution(series, { source, startMs, timeMs, count, sum, quantiles })
  else if (isOvertaken(timeMs, known.timeMs)) return 'outdated'
  else Object.assign(known, { startMs, timeMs, count, sum, quantiles })
  series.changedIn = epoch
  return 'taken'
}
