import type { Attributes } from './attributes.ts'
import type { Resource, Scope } from './resource.ts'

/** The bit of a point's flags that says: the series ended, there is no value. */
export const NO_RECORDED_VALUE = 1

/** Whether points of a sum or histogram count from the start of the series, or from the point before. */
export type Temporality = 'cumulative' | 'delta'

/** A measurement that stands for the ones around it, with the span in which it was taken. */
export interface Exemplar {
  readonly timeMs: number
  readonly value: number
  readonly isInt: boolean
  /** Empty when it was taken outside a span. */
  readonly traceId: string
  readonly spanId: string
  readonly attributes: Readonly<Attributes>
}

/** What a point without exemplars has, shared. */
export const NO_EXEMPLARS: readonly Exemplar[] = Object.freeze([])

/** What every point has. Times are milliseconds since 1970 with a fraction; `startMs` is 0 when it is not known. */
export interface Point {
  readonly attributes: Readonly<Attributes>
  readonly startMs: number
  readonly timeMs: number
  readonly flags: number
}

/** A point of a gauge or sum. */
export interface NumberPoint extends Point {
  readonly value: number
  readonly isInt: boolean
  readonly exemplars: readonly Exemplar[]
}

/** A point of a histogram: `counts[i]` values were <= `bounds[i]`, the last count is for all above. */
export interface HistogramPoint extends Point {
  readonly count: number
  readonly sum: number | undefined
  readonly min: number | undefined
  readonly max: number | undefined
  /** Ascending; empty, as `counts` is then, when only count and sum are known. */
  readonly bounds: readonly number[]
  readonly counts: readonly number[]
  readonly exemplars: readonly Exemplar[]
}

/** Buckets of an exponential histogram: `counts[i]` values lay in (b^(offset+i), b^(offset+i+1)]. */
export interface ExponentialBuckets {
  readonly offset: number
  readonly counts: readonly number[]
}

/** A point of an exponential histogram, of base b = 2^(2^-scale). */
export interface ExponentialHistogramPoint extends Point {
  readonly count: number
  readonly sum: number | undefined
  readonly min: number | undefined
  readonly max: number | undefined
  readonly scale: number
  readonly zeroCount: number
  readonly zeroThreshold: number
  readonly positive: ExponentialBuckets
  readonly negative: ExponentialBuckets
  readonly exemplars: readonly Exemplar[]
}

/** A point of a summary: quantiles that the sender computed. */
export interface SummaryPoint extends Point {
  readonly count: number
  readonly sum: number
  readonly quantiles: readonly { readonly quantile: number; readonly value: number }[]
}

interface MetricIdentity {
  readonly name: string
  readonly description: string
  /** In UCUM, as OpenTelemetry writes units: `s`, `By`, `{request}`. */
  readonly unit: string
}

/** Values of a moment. */
export interface GaugeMetric extends MetricIdentity {
  readonly type: 'gauge'
  readonly points: NumberPoint[]
}

/** A counter, or an up-down counter where it is not monotonic. */
export interface SumMetric extends MetricIdentity {
  readonly type: 'sum'
  readonly monotonic: boolean
  readonly temporality: Temporality
  readonly points: NumberPoint[]
}

/** A distribution in buckets whose bounds the application chose. */
export interface HistogramMetric extends MetricIdentity {
  readonly type: 'histogram'
  readonly temporality: Temporality
  readonly points: HistogramPoint[]
}

/** A distribution in buckets that grow by a constant factor. */
export interface ExponentialHistogramMetric extends MetricIdentity {
  readonly type: 'exponentialHistogram'
  readonly temporality: Temporality
  readonly points: ExponentialHistogramPoint[]
}

/** A distribution as quantiles. */
export interface SummaryMetric extends MetricIdentity {
  readonly type: 'summary'
  readonly points: SummaryPoint[]
}

/** One metric with the points of its series. */
export type Metric = GaugeMetric | SumMetric | HistogramMetric | ExponentialHistogramMetric | SummaryMetric

/** The metrics of one scope. */
export interface ScopeMetrics {
  readonly scope: Scope
  readonly metrics: Metric[]
}

/** The metrics of one resource. */
export interface ResourceMetrics {
  readonly resource: Resource
  readonly scopeMetrics: ScopeMetrics[]
}

/** The points of all metrics of a resource. */
export function countPoints(group: ResourceMetrics): number {
  let count = 0
  for (const { metrics } of group.scopeMetrics) {
    for (const metric of metrics) count += metric.points.length
  }
  return count
}
