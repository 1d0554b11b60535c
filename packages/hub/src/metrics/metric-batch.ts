import type {
  HistogramPoint,
  Metric,
  NumberPoint,
  ResourceMetrics,
  ScopeMetrics,
  SummaryPoint,
} from '../otlp/metric.ts'
import { NO_EXEMPLARS, NO_RECORDED_VALUE } from '../otlp/metric.ts'
import { currentHistogram, currentNumber, currentSummary } from './current-value.ts'
import type { Series, StoredMetric, StoredResource, StoredScope } from './series.ts'

/** Collects points of series into OTLP's nesting; series of one metric that come together share it. */
export class MetricBatch {
  readonly resourceMetrics: ResourceMetrics[] = []
  /** Points that were added. */
  size = 0
  #resource: StoredResource | undefined
  #scope: StoredScope | undefined
  #metric: StoredMetric | undefined
  #points: Metric['points'] = []

  /** Adds the current value of a series. */
  add(series: Series): void {
    this.#open(series.metric)
    push(this.#points, toPoint(series, 0, 0))
    this.size++
  }

  /** Adds the point that ends a series: it repeats the last value, and comes after it. */
  addEnd(series: Series, timeMs: number): void {
    this.#open(series.metric)
    push(this.#points, toPoint(series, NO_RECORDED_VALUE, timeMs))
    this.size++
  }

  #open(metric: StoredMetric): void {
    if (metric === this.#metric) return
    const { scope } = metric
    if (scope.resource !== this.#resource) {
      this.resourceMetrics.push({ resource: scope.resource.resource, scopeMetrics: [] })
      this.#resource = scope.resource
      this.#scope = undefined
    }
    const { scopeMetrics } = this.resourceMetrics.at(-1) as ResourceMetrics
    if (scope !== this.#scope) {
      scopeMetrics.push({ scope: scope.scope, metrics: [] })
      this.#scope = scope
    }
    const group = scopeMetrics.at(-1) as ScopeMetrics
    const opened = toMetric(metric)
    group.metrics.push(opened)
    this.#points = opened.points
    this.#metric = metric
  }
}

/** Points of series in batches. */
export function* toBatches(
  series: Iterable<Series>,
  maxPoints: number,
  add: (batch: MetricBatch, series: Series) => void,
): Generator<ResourceMetrics[], void, undefined> {
  let batch = new MetricBatch()
  for (const each of series) {
    add(batch, each)
    if (batch.size < maxPoints) continue
    yield batch.resourceMetrics
    batch = new MetricBatch()
  }
  if (batch.size > 0) yield batch.resourceMetrics
}

function toMetric({ descriptor }: StoredMetric): Metric {
  const { name, description, unit, kind } = descriptor
  switch (kind) {
    case 'counter':
    case 'upDownCounter': {
      const monotonic = kind === 'counter'
      return { name, description, unit, type: 'sum', monotonic, temporality: 'cumulative', points: [] }
    }
    case 'histogram':
      return { name, description, unit, type: 'histogram', temporality: 'cumulative', points: [] }
    default:
      return { name, description, unit, type: kind, points: [] }
  }
}

function toPoint(
  series: Series,
  flags: number,
  afterMs: number,
): NumberPoint | HistogramPoint | SummaryPoint {
  const { attributes } = series
  const at = (timeMs: number): number => (flags === 0 ? timeMs : Math.max(afterMs, timeMs + 1))
  switch (series.type) {
    case 'number': {
      const { timeMs, value, isInt, ...current } = currentNumber(series)
      // A gauge was not 0 when it began: with a start time Prometheus would say so.
      const startMs = series.metric.descriptor.kind === 'gauge' ? 0 : current.startMs
      return { attributes, startMs, timeMs: at(timeMs), flags, value, isInt, exemplars: NO_EXEMPLARS }
    }
    case 'histogram': {
      const { startMs, timeMs, count, sum, bounds, counts } = currentHistogram(series)
      const totals = { count, sum, min: undefined, max: undefined, bounds, counts: [...counts] }
      return { attributes, startMs, timeMs: at(timeMs), flags, ...totals, exemplars: NO_EXEMPLARS }
    }
    default: {
      const { startMs, timeMs, count, sum, quantiles } = currentSummary(series)
      return { attributes, startMs, timeMs: at(timeMs), flags, count, sum, quantiles }
    }
  }
}

/** The metric of the batch takes points of its own type only, which the compiler cannot see. */
function push(points: Metric['points'], point: NumberPoint | HistogramPoint | SummaryPoint): void {
  ;(points as (NumberPoint | HistogramPoint | SummaryPoint)[]).push(point)
}
