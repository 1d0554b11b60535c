// The model
export { createAttributes, NO_ATTRIBUTES, toAttributes } from './attributes.ts'
export type { Attributes, AttributeValue } from './attributes.ts'
export { createResource, createScope } from './resource.ts'
export type { Resource, Scope } from './resource.ts'
export {
  groupSpans,
  NO_EVENTS,
  NO_LINKS,
  SPAN_KIND,
  STATUS_CODE,
  STATUS_UNSET,
  toSpanKind,
  toStatusCode,
} from './span.ts'
export type {
  ResourceSpans,
  ScopeSpans,
  Span,
  SpanEvent,
  SpanKind,
  SpanLink,
  SpanStatus,
  StatusCode,
} from './span.ts'
export { countPoints, NO_EXEMPLARS, NO_RECORDED_VALUE } from './metric.ts'
export type {
  Exemplar,
  ExponentialBuckets,
  ExponentialHistogramMetric,
  ExponentialHistogramPoint,
  GaugeMetric,
  HistogramMetric,
  HistogramPoint,
  Metric,
  NumberPoint,
  Point,
  ResourceMetrics,
  ScopeMetrics,
  SumMetric,
  SummaryMetric,
  SummaryPoint,
  Temporality,
} from './metric.ts'

// Decoding
export { countLogRecords, decodeMetrics, decodeTraces } from './decode.ts'
export type { OtlpContentType } from './decode.ts'
export type { DecodedMetrics, DecodedTraces } from './decoded.ts'
export { OtlpDecodeError } from './otlp-decode-error.ts'
export { Rejections } from './rejections.ts'
export { runSlices, runSteps } from './steps.ts'

// Encoding
export { encodeMetrics } from './protobuf/encode-metrics.ts'
export { encodeTraces } from './protobuf/encode-traces.ts'
