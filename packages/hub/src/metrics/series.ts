import type { InstrumentKind } from '@cryo/conventions'
import type { Attributes } from '../otlp/attributes.ts'
import type { Resource, Scope } from '../otlp/resource.ts'
import type { ExponentialState } from './exponential-state.ts'

/** What a metric measures; summaries come only from other processes. */
export type MetricKind = InstrumentKind | 'summary'

/** What is the same for all series of a metric. */
export interface MetricDescriptor {
  readonly name: string
  readonly description: string
  /** In UCUM, as OpenTelemetry writes units: `s`, `By`, `{request}`. */
  readonly unit: string
  readonly kind: MetricKind
}

/** Who contributes to a series: a thread of the application by its id, or a process by any text. */
export type Source = string | number

/** The source of what a thread counted that has ended. */
export const RETIRED: Source = '(retired)'

/** A resource of the store: one object for all with equal attributes. */
export interface StoredResource {
  readonly key: string
  readonly resource: Resource
  readonly scopes: Map<string, StoredScope>
  /** Estimated bytes, without what it holds; so in all that is stored. */
  readonly bytes: number
}

/** A scope of one resource. */
export interface StoredScope {
  readonly key: string
  readonly resource: StoredResource
  readonly scope: Scope
  readonly metrics: Map<string, StoredMetric>
  readonly bytes: number
}

/** A metric of one scope with its series, of which there is at least one. */
export interface StoredMetric {
  readonly key: string
  readonly scope: StoredScope
  readonly descriptor: MetricDescriptor
  /** By {@link attributesKey} of their attributes. */
  readonly series: Map<string, Series>
  readonly bytes: number
}

interface Contribution {
  source: Source
  /** Since when it counts, in Unix milliseconds; 0 when that is not known. */
  startMs: number
  timeMs: number
}

/** What one source contributes to a counter, up-down counter or gauge. */
export interface NumberContribution extends Contribution {
  value: number
  isInt: boolean
}

/** What one source contributes to a histogram. */
export interface HistogramContribution extends Contribution {
  bounds: readonly number[]
  /** One more than bounds, not cumulative; empty when only count and sum are known. */
  counts: number[]
  count: number
  /** Undefined when the sender keeps none. */
  sum: number | undefined
  /** Where `bounds` and `counts` come from, if the histogram was sent as an exponential one. */
  exponential: ExponentialState | undefined
}

/** What one source contributes to a summary. */
export interface SummaryContribution extends Contribution {
  count: number
  sum: number
  quantiles: readonly { readonly quantile: number; readonly value: number }[]
}

interface SeriesBase<Type extends string, C> {
  readonly type: Type
  readonly metric: StoredMetric
  readonly key: string
  readonly attributes: Readonly<Attributes>
  /** By source; nearly always one. Grows by `addContribution` only. */
  contributions: C[]
  /** Epoch of the store in which the value changed last. */
  changedIn: number
  /** What the exposition made of the attributes: it keeps it here, where it costs half of what a map does. */
  labelText: string | null | undefined
  /** Estimated bytes of the largest value that it had. */
  bytes: number
}

/** A series of a counter, up-down counter or gauge. */
export type NumberSeries = SeriesBase<'number', NumberContribution>
/** A series of a histogram. */
export type HistogramSeries = SeriesBase<'histogram', HistogramContribution>
/** A series of a summary. */
export type SummarySeries = SeriesBase<'summary', SummaryContribution>

/** The latest value of one series. */
export type Series = NumberSeries | HistogramSeries | SummarySeries
