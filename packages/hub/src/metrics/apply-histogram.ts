import type { ExponentialHistogramPoint, HistogramPoint } from '../otlp/metric.ts'
import { addContribution, contributionOf, isOvertaken, type Outcome } from './contributions.ts'
import { addHistogram } from './current-value.ts'
import {
  type ExponentialState,
  followExponential,
  toClassicBuckets,
  toExponentialState,
} from './exponential-state.ts'
import type { HistogramContribution, HistogramSeries, Source } from './series.ts'

/** Gives a histogram the buckets of a point, or with deltas adds them. */
export function applyHistogram(
  series: HistogramSeries,
  point: HistogramPoint,
  source: Source,
  isDelta: boolean,
  epoch: number,
): Outcome {
  const known = contributionOf(series.contributions, source)
  if (isOutdated(point.timeMs, known, isDelta)) return 'outdated'
  const { count, sum } = point
  const sameBounds = known !== undefined && hasBounds(known, point.bounds)
  // One array for as long as the bounds last, though each request brings its own.
  const bounds = sameBounds ? known.bounds : point.bounds
  const next = { ...contribution(point, source, isDelta), bounds, counts: [...point.counts], count, sum }
  // Deltas of new buckets cannot be added to the old ones: the series starts anew.
  return put(series, known, next, isDelta && sameBounds, epoch)
}

/** Gives a histogram the buckets of an exponential point, made classic, or with deltas adds them. */
export function applyExponential(
  series: HistogramSeries,
  point: ExponentialHistogramPoint,
  source: Source,
  isDelta: boolean,
  epoch: number,
): Outcome {
  const known = contributionOf(series.contributions, source)
  if (isOutdated(point.timeMs, known, isDelta)) return 'outdated'
  const own = toExponentialState(point)
  if (own === undefined) return 'refused'
  const adds = isDelta && known?.exponential !== undefined
  const state: ExponentialState =
    known?.exponential === undefined ? own : followExponential(known.exponential, own, isDelta)
  const { count, sum } = point
  const next: HistogramContribution = {
    ...contribution(point, source, isDelta),
    ...toClassicBuckets(state),
    count: adds ? known.count + count : count,
    sum: adds ? addSums(known.sum, sum) : sum,
    exponential: state,
  }
  if (adds) next.startMs = known.startMs
  return put(series, known, next, false, epoch)
}

function contribution(
  { startMs, timeMs }: { readonly startMs: number; readonly timeMs: number },
  source: Source,
  isDelta: boolean,
): Pick<HistogramContribution, 'source' | 'startMs' | 'timeMs' | 'exponential'> {
  return { source, startMs: startMs === 0 && isDelta ? timeMs : startMs, timeMs, exponential: undefined }
}

function isOutdated(timeMs: number, known: HistogramContribution | undefined, isDelta: boolean): boolean {
  if (known === undefined) return false
  return isDelta ? timeMs === known.timeMs : isOvertaken(timeMs, known.timeMs)
}

/** Puts `next` in the place of `known`, or adds it; histograms of several sources must have the same bounds. */
function put(
  series: HistogramSeries,
  known: HistogramContribution | undefined,
  next: HistogramContribution,
  adds: boolean,
  epoch: number,
): Outcome {
  const others = series.contributions.filter((each) => each !== known)
  if (!others.every((other) => hasBounds(other, next.bounds))) return 'refused'
  if (known === undefined) addContribution(series, next)
  else if (adds) {
    addHistogram(known, next)
    known.timeMs = Math.max(known.timeMs, next.timeMs)
  } else {
    const isSame = known.count === next.count && known.sum === next.sum && known.startMs === next.startMs
    Object.assign(known, next)
    if (isSame) return 'taken'
  }
  series.changedIn = epoch
  return 'taken'
}

function hasBounds(known: HistogramContribution, bounds: readonly number[]): boolean {
  if (known.bounds === bounds) return true
  return (
    known.bounds.length === bounds.length && known.bounds.every((bound, index) => bound === bounds[index])
  )
}

function addSums(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || right === undefined ? undefined : left + right
}
