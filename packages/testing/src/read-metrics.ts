import type { RawMessage } from './decode-protobuf.ts'
import {
  attributes,
  items,
  message,
  messages,
  nanoseconds,
  number,
  optionalNumber,
  text,
} from './read-raw.ts'
import type { ReceivedMetric, ReceivedPoint } from './received-telemetry.ts'

const TYPES = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'] as const
const TEMPORALITIES = ['unspecified', 'delta', 'cumulative'] as const
const NO_RECORDED_VALUE = 1

/** The metrics of a decoded `ExportMetricsServiceRequest`. */
export function readMetrics(request: RawMessage): readonly ReceivedMetric[] {
  const found: ReceivedMetric[] = []
  for (const [metric, origin] of items(request, ['resourceMetrics', 'scopeMetrics', 'metrics'])) {
    const type = TYPES.find((name) => metric[name] !== undefined) ?? 'gauge'
    const data = message(metric, type)
    const temporality = TEMPORALITIES[number(data, 'aggregationTemporality')] ?? 'unspecified'
    found.push({
      ...origin,
      name: text(metric, 'name'),
      description: text(metric, 'description'),
      unit: text(metric, 'unit'),
      type,
      ...(type === 'gauge' || type === 'summary' ? {} : { temporality }),
      ...(type === 'sum' ? { monotonic: data['isMonotonic'] === true } : {}),
      points: messages(data, 'dataPoints').map(readPoint),
    })
  }
  return found
}

function readPoint(point: RawMessage): ReceivedPoint {
  const flags = number(point, 'flags')
  return {
    attributes: attributes(point),
    startTimeUnixNano: nanoseconds(point, 'startTimeUnixNano'),
    timeUnixNano: nanoseconds(point, 'timeUnixNano'),
    ...present({
      value: optionalNumber(point, 'asDouble') ?? optionalNumber(point, 'asInt'),
      count: optionalNumber(point, 'count'),
      sum: optionalNumber(point, 'sum'),
      min: optionalNumber(point, 'min'),
      max: optionalNumber(point, 'max'),
      bucketCounts: numbers(point, 'bucketCounts'),
      explicitBounds: numbers(point, 'explicitBounds'),
    }),
    flags,
    noRecordedValue: (flags & NO_RECORDED_VALUE) !== 0,
    exemplars: messages(point, 'exemplars').map((exemplar) => ({
      value: optionalNumber(exemplar, 'asDouble') ?? number(exemplar, 'asInt'),
      traceId: text(exemplar, 'traceId'),
      spanId: text(exemplar, 'spanId'),
    })),
  }
}

function numbers(raw: RawMessage, name: string): readonly number[] | undefined {
  return raw[name] === undefined ? undefined : (raw[name] as readonly unknown[]).map(Number)
}

function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, held]) => held !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
