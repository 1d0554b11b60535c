/** The kinds of instrument that the telemetry uses; names as in the OpenTelemetry metrics API. */
export type InstrumentKind = 'counter' | 'upDownCounter' | 'gauge' | 'histogram'

/** One metric of the telemetry contract: what docs, rules, dashboards and instruments derive from. */
export interface MetricDefinition {
  /** OpenTelemetry name, such as `cryo.operation.duration`. */
  readonly name: string
  readonly kind: InstrumentKind
  /** UCUM unit: `s`, or an annotation such as `{item}` for counts. */
  readonly unit: string
  /** One sentence for people, shown on the page and in `/metrics`. */
  readonly description: string
  /** Every attribute key that a point of this metric may carry. */
  readonly attributes: readonly string[]
  /** Upper bounds of the buckets, in `unit`, ascending; histograms only. */
  readonly boundaries?: readonly number[]
}
