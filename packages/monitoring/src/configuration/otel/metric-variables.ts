import { oneOf, wholeNumber, type TextType } from '../value-type.ts'
import { HOST } from '../option-types.ts'
import { INTERVAL_MS, TIMEOUT_MS, unsupported, WORDS, type OtelVariable } from './otel-variable.ts'

/** Temporalities that the specification names; only `cumulative` is sent. */
export type TemporalityPreference = 'cumulative' | 'delta' | 'lowmemory'

/** Aggregations of histograms that the specification names; only the explicit one is sent. */
export type HistogramAggregation = 'explicit_bucket_histogram' | 'base2_exponential_bucket_histogram'

const TEMPORALITY: TextType<TemporalityPreference> = oneOf(['cumulative', 'delta', 'lowmemory'])
const AGGREGATION: TextType<HistogramAggregation> = oneOf([
  'explicit_bucket_histogram',
  'base2_exponential_bucket_histogram',
])

export const METRICS_EXPORTER: OtelVariable<readonly string[]> = {
  name: 'OTEL_METRICS_EXPORTER',
  support: 'native',
  type: WORDS,
  default: 'otlp',
  meaning:
    '`otlp`, where an endpoint is set, and `none`; `prometheus` through `@opentelemetry/exporter-prometheus`, ' +
    'whose names differ from those of `/metrics` here; `console` through `@opentelemetry/sdk-node`.',
}
export const METRIC_EXPORT_INTERVAL: OtelVariable<number> = {
  name: 'OTEL_METRIC_EXPORT_INTERVAL',
  support: 'native',
  type: INTERVAL_MS,
  default: '15000 (specification: 60000)',
  meaning:
    'Milliseconds between two times that metrics are forwarded; the default is that of a Prometheus scrape.',
}
export const METRIC_EXPORT_TIMEOUT: OtelVariable<number> = {
  name: 'OTEL_METRIC_EXPORT_TIMEOUT',
  support: 'native',
  type: TIMEOUT_MS,
  default: 'that of the OTLP exporter',
  meaning: 'Milliseconds that one attempt to forward metrics may take, where less than the OTLP time-out.',
}
export const TEMPORALITY_PREFERENCE: OtelVariable<TemporalityPreference> = {
  name: 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
  support: 'native',
  type: TEMPORALITY,
  default: 'cumulative',
  meaning: 'Only `cumulative`, which Prometheus needs; a collector makes `delta` of it.',
}
export const HISTOGRAM_AGGREGATION: OtelVariable<HistogramAggregation> = {
  name: 'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION',
  support: 'native',
  type: AGGREGATION,
  default: 'explicit_bucket_histogram',
  meaning: 'Only `explicit_bucket_histogram`.',
}
export const PROMETHEUS_HOST: OtelVariable<string> = {
  name: 'OTEL_EXPORTER_PROMETHEUS_HOST',
  support: 'exporter-prometheus',
  type: HOST,
  default: 'localhost',
  meaning: 'Address of the exporter that `OTEL_METRICS_EXPORTER=prometheus` starts.',
}
export const PROMETHEUS_PORT: OtelVariable<number> = {
  name: 'OTEL_EXPORTER_PROMETHEUS_PORT',
  support: 'exporter-prometheus',
  type: wholeNumber(1, 65_535),
  default: '9464',
  meaning: 'Its port.',
}

/** Variables of metrics. */
export const METRIC_VARIABLES: readonly OtelVariable<unknown>[] = [
  METRICS_EXPORTER,
  METRIC_EXPORT_INTERVAL,
  METRIC_EXPORT_TIMEOUT,
  TEMPORALITY_PREFERENCE,
  HISTOGRAM_AGGREGATION,
  unsupported('OTEL_METRICS_EXEMPLAR_FILTER', 'The SDK for Node records no exemplars.'),
  PROMETHEUS_HOST,
  PROMETHEUS_PORT,
]
