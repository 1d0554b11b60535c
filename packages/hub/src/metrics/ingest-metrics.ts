import type {
  Exemplar,
  HistogramPoint,
  Metric,
  NumberPoint,
  Point,
  ResourceMetrics,
  SummaryPoint,
} from '../otlp/metric.ts'
import { NO_EXEMPLARS, NO_RECORDED_VALUE } from '../otlp/metric.ts'
import { applyExponential, applyHistogram } from './apply-histogram.ts'
import { applyNumber, applySummary } from './apply-point.ts'
import { attributesKey } from './attributes-key.ts'
import { isEmpty, type Outcome } from './contributions.ts'
import { removeContribution } from './end-series.ts'
import { createMetricPath, createOrigin, type MetricPath, resourceKey } from './metric-path.ts'
import type { HistogramSeries, MetricKind, NumberSeries, Series, Source, SummarySeries } from './series.ts'
import type { SeriesStore } from './series-store.ts'

/**
 * What became of the points of a request: `outdated` are those older than what the series has or sent twice,
 * `refused` those of series for which there is no room, or that contradict their series.
 */
export type IngestCounts = Record<Outcome, number>

/** Who is told of points as they become values of their series. */
export interface PointWatcher {
  take(series: Series, exemplars: readonly Exemplar[]): void
  /** Of a cumulative point that came after a later one of its series. */
  takeLate(series: Series, point: NumberPoint | HistogramPoint): void
}

/** A clock that is further ahead is wrong: its series would outlive those who send them, and no later value count. */
const MAX_AHEAD_MS = 300_000
/** Points between two pauses: a millisecond. */
const POINTS_PER_STEP = 512
/** Buckets for which an exponential histogram is charged; their number changes with what is recorded. */
const EXPONENTIAL_BUCKETS = 64
/** A quantile is an object of two numbers. */
const BUCKETS_OF_QUANTILE = 6

/**
 * Puts points into the store, and pauses after each 512 of them, so that the caller can let others run.
 * @param source - Who sent them; several senders of one series are added up.
 * @param isForeign - Whether that is a stranger.
 * @param watcher - Told of each point.
 * @example
 * const { refused } = await runSlices(ingestMetrics(store, resourceMetrics))
 */
export function* ingestMetrics(
  store: SeriesStore,
  resourceMetrics: readonly ResourceMetrics[],
  source: Source = '',
  isForeign = false,
  watcher: PointWatcher | null = null,
): Generator<undefined, IngestCounts, undefined> {
  const counts: IngestCounts = { taken: 0, outdated: 0, refused: 0 }
  for (const { resource, scopeMetrics } of resourceMetrics) {
    const key = resourceKey(resource)
    for (const { scope, metrics } of scopeMetrics) {
      const origin = createOrigin(resource, scope, key)
      for (const metric of metrics) {
        const { name, description, unit } = metric
        const path = createMetricPath(origin, { name, description, unit, kind: kindOf(metric) })
        yield* ingestMetric({ store, path, source, isForeign, counts, watcher }, metric)
      }
    }
  }
  return counts
}

interface Target {
  readonly store: SeriesStore
  readonly path: MetricPath
  readonly source: Source
  readonly isForeign: boolean
  readonly counts: IngestCounts
  readonly watcher: PointWatcher | null
}

function ingestMetric(target: Target, metric: Metric): Generator<undefined, void, undefined> {
  const { store, source, watcher } = target
  switch (metric.type) {
    case 'gauge':
    case 'sum': {
      const isDelta = metric.type === 'sum' && metric.temporality === 'delta'
      return ingestPoints(
        target,
        metric.points,
        () => 0,
        (series, point) => applyNumber(series as NumberSeries, point, source, isDelta, store.epoch),
        isDelta ? undefined : (series, point) => watcher?.takeLate(series, point),
      )
    }
    case 'histogram': {
      const isDelta = metric.temporality === 'delta'
      return ingestPoints(
        target,
        metric.points,
        bucketsOf,
        (series, point) => applyHistogram(series as HistogramSeries, point, source, isDelta, store.epoch),
        isDelta ? undefined : (series, point) => watcher?.takeLate(series, point),
      )
    }
    case 'exponentialHistogram': {
      const isDelta = metric.temporality === 'delta'
      return ingestPoints(
        target,
        metric.points,
        () => EXPONENTIAL_BUCKETS,
        (series, point) => applyExponential(series as HistogramSeries, point, source, isDelta, store.epoch),
      )
    }
    default:
      return ingestPoints(target, metric.points, quantilesOf, (series, point) =>
        applySummary(series as SummarySeries, point, source, store.epoch),
      )
  }
}

function* ingestPoints<P extends Point>(
  { store, path, source, isForeign, counts, watcher }: Target,
  points: readonly P[],
  countBuckets: (point: P) => number,
  apply: (series: Series, point: P) => Outcome,
  takeLate: (series: Series, point: P) => void = () => {},
): Generator<undefined, void, undefined> {
  let stored = store.findMetric(path)
  let seen = 0
  const nowMs = Date.now()
  for (const sent of points) {
    const point = sent.timeMs > nowMs + MAX_AHEAD_MS ? { ...sent, timeMs: nowMs } : sent
    const key = attributesKey(point.attributes)
    const found = stored?.series.get(key)
    if ((point.flags & NO_RECORDED_VALUE) !== 0) {
      if (found !== undefined) removeContribution(store, found, source)
      counts.taken++
    } else {
      const buckets = countBuckets(point)
      const series = found ?? store.openSeries(path, key, point.attributes, buckets, isForeign)
      const hasRoom = series !== undefined && store.growSeries(series, buckets, isForeign)
      const outcome = hasRoom ? apply(series, point) : 'refused'
      if (series !== undefined && isEmpty(series)) store.removeSeries(series)
      counts[outcome]++
      if (series !== undefined && outcome === 'taken') watcher?.take(series, exemplarsOf(point))
      if (series !== undefined && outcome === 'outdated') takeLate(series, point)
      stored = series?.metric ?? stored
    }
    if (++seen % POINTS_PER_STEP === 0) {
      yield
      stored = store.findMetric(path)
    }
  }
}

function exemplarsOf(point: Point): readonly Exemplar[] {
  return (point as Partial<NumberPoint>).exemplars ?? NO_EXEMPLARS
}

/** Each point brings bounds of its own. */
function bucketsOf({ counts, bounds }: HistogramPoint): number {
  return counts.length + bounds.length
}

function quantilesOf({ quantiles }: SummaryPoint): number {
  return BUCKETS_OF_QUANTILE * quantiles.length
}

function kindOf(metric: Metric): MetricKind {
  switch (metric.type) {
    case 'sum':
      return metric.monotonic ? 'counter' : 'upDownCounter'
    case 'exponentialHistogram':
      return 'histogram'
    default:
      return metric.type
  }
}
