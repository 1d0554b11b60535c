/** How a field is written; names as in Protocol Buffers, `hex` for ids that OTLP/JSON writes in hexadecimal. */
export type ScalarKind =
  | 'string'
  | 'bytes'
  | 'hex'
  | 'bool'
  | 'int64'
  | 'sint32'
  | 'double'
  | 'fixed32'
  | 'fixed64'
  | 'sfixed64'

/** One field: its name in OTLP/JSON, what it holds, and whether it repeats. */
export type FieldSchema = readonly [
  name: string,
  kind: ScalarKind | (() => MessageSchema),
  repeated?: 'repeated',
]

/** The fields of a message by number. */
export type MessageSchema = Readonly<Record<number, FieldSchema>>

// Numbers from opentelemetry-proto 1.x, written here once more so that tests do not trust the tables they check.
const KEY_VALUE: MessageSchema = { 1: ['key', 'string'], 2: ['value', () => ANY_VALUE] }
const ANY_VALUE: MessageSchema = {
  1: ['stringValue', 'string'],
  2: ['boolValue', 'bool'],
  3: ['intValue', 'int64'],
  4: ['doubleValue', 'double'],
  5: ['arrayValue', () => ({ 1: ['values', () => ANY_VALUE, 'repeated'] })],
  6: ['kvlistValue', () => ({ 1: ['values', () => KEY_VALUE, 'repeated'] })],
  7: ['bytesValue', 'bytes'],
}
const RESOURCE: MessageSchema = { 1: ['attributes', () => KEY_VALUE, 'repeated'] }
const SCOPE: MessageSchema = {
  1: ['name', 'string'],
  2: ['version', 'string'],
  3: ['attributes', () => KEY_VALUE, 'repeated'],
}
const EVENT: MessageSchema = {
  1: ['timeUnixNano', 'fixed64'],
  2: ['name', 'string'],
  3: ['attributes', () => KEY_VALUE, 'repeated'],
}
const LINK: MessageSchema = {
  1: ['traceId', 'hex'],
  2: ['spanId', 'hex'],
  3: ['traceState', 'string'],
  4: ['attributes', () => KEY_VALUE, 'repeated'],
}
const SPAN: MessageSchema = {
  1: ['traceId', 'hex'],
  2: ['spanId', 'hex'],
  3: ['traceState', 'string'],
  4: ['parentSpanId', 'hex'],
  5: ['name', 'string'],
  6: ['kind', 'int64'],
  7: ['startTimeUnixNano', 'fixed64'],
  8: ['endTimeUnixNano', 'fixed64'],
  9: ['attributes', () => KEY_VALUE, 'repeated'],
  10: ['droppedAttributesCount', 'int64'],
  11: ['events', () => EVENT, 'repeated'],
  13: ['links', () => LINK, 'repeated'],
  15: ['status', () => ({ 2: ['message', 'string'], 3: ['code', 'int64'] })],
  16: ['flags', 'fixed32'],
}
const EXEMPLAR: MessageSchema = {
  2: ['timeUnixNano', 'fixed64'],
  3: ['asDouble', 'double'],
  4: ['spanId', 'hex'],
  5: ['traceId', 'hex'],
  6: ['asInt', 'sfixed64'],
  7: ['filteredAttributes', () => KEY_VALUE, 'repeated'],
}
const NUMBER_POINT: MessageSchema = {
  2: ['startTimeUnixNano', 'fixed64'],
  3: ['timeUnixNano', 'fixed64'],
  4: ['asDouble', 'double'],
  5: ['exemplars', () => EXEMPLAR, 'repeated'],
  6: ['asInt', 'sfixed64'],
  7: ['attributes', () => KEY_VALUE, 'repeated'],
  8: ['flags', 'int64'],
}
const HISTOGRAM_POINT: MessageSchema = {
  2: ['startTimeUnixNano', 'fixed64'],
  3: ['timeUnixNano', 'fixed64'],
  4: ['count', 'fixed64'],
  5: ['sum', 'double'],
  6: ['bucketCounts', 'fixed64', 'repeated'],
  7: ['explicitBounds', 'double', 'repeated'],
  8: ['exemplars', () => EXEMPLAR, 'repeated'],
  9: ['attributes', () => KEY_VALUE, 'repeated'],
  10: ['flags', 'int64'],
  11: ['min', 'double'],
  12: ['max', 'double'],
}
const EXPONENTIAL_POINT: MessageSchema = {
  1: ['attributes', () => KEY_VALUE, 'repeated'],
  2: ['startTimeUnixNano', 'fixed64'],
  3: ['timeUnixNano', 'fixed64'],
  4: ['count', 'fixed64'],
  5: ['sum', 'double'],
  6: ['scale', 'sint32'],
  10: ['flags', 'int64'],
  12: ['min', 'double'],
  13: ['max', 'double'],
}
const SUMMARY_POINT: MessageSchema = {
  2: ['startTimeUnixNano', 'fixed64'],
  3: ['timeUnixNano', 'fixed64'],
  4: ['count', 'fixed64'],
  5: ['sum', 'double'],
  7: ['attributes', () => KEY_VALUE, 'repeated'],
  8: ['flags', 'int64'],
}
const points = (point: MessageSchema): MessageSchema => ({
  1: ['dataPoints', () => point, 'repeated'],
  2: ['aggregationTemporality', 'int64'],
  3: ['isMonotonic', 'bool'],
})
const METRIC: MessageSchema = {
  1: ['name', 'string'],
  2: ['description', 'string'],
  3: ['unit', 'string'],
  5: ['gauge', () => points(NUMBER_POINT)],
  7: ['sum', () => points(NUMBER_POINT)],
  9: ['histogram', () => points(HISTOGRAM_POINT)],
  10: ['exponentialHistogram', () => points(EXPONENTIAL_POINT)],
  11: ['summary', () => points(SUMMARY_POINT)],
}
const LOG_RECORD: MessageSchema = {
  1: ['timeUnixNano', 'fixed64'],
  2: ['severityNumber', 'int64'],
  3: ['severityText', 'string'],
  5: ['body', () => ANY_VALUE],
  6: ['attributes', () => KEY_VALUE, 'repeated'],
  9: ['traceId', 'hex'],
  10: ['spanId', 'hex'],
  11: ['observedTimeUnixNano', 'fixed64'],
  12: ['eventName', 'string'],
}

const request = (outer: string, inner: string, items: string, item: MessageSchema): MessageSchema => {
  const scoped: MessageSchema = { 1: ['scope', () => SCOPE], 2: [items, () => item, 'repeated'] }
  const resourced: MessageSchema = { 1: ['resource', () => RESOURCE], 2: [inner, () => scoped, 'repeated'] }
  return { 1: [outer, () => resourced, 'repeated'] }
}

/** `ExportTraceServiceRequest`. */
export const TRACES_REQUEST: MessageSchema = request('resourceSpans', 'scopeSpans', 'spans', SPAN)
/** `ExportMetricsServiceRequest`. */
export const METRICS_REQUEST: MessageSchema = request('resourceMetrics', 'scopeMetrics', 'metrics', METRIC)
/** `ExportLogsServiceRequest`. */
export const LOGS_REQUEST: MessageSchema = request('resourceLogs', 'scopeLogs', 'logRecords', LOG_RECORD)
