import type {
  Exemplar,
  ExponentialBuckets,
  ExponentialHistogramPoint,
  HistogramPoint,
  NumberPoint,
  Point,
  SummaryPoint,
} from '../metric.ts'
import { NO_EXEMPLARS, NO_RECORDED_VALUE } from '../metric.ts'
import { areBucketsSound, isPointTaken, isScaleSound } from '../point-rules.ts'
import type { Rejections } from '../rejections.ts'
import { toAttributes } from './decode-attributes.ts'
import {
  type JsonObject,
  toArray,
  toDouble,
  toHexId,
  toInteger,
  toObject,
  toOptionalDouble,
  toTimeMs,
} from './fields.ts'

/** What every point has; undefined, and counted, when it cannot be taken. */
function toPoint(source: JsonObject, hasValue: boolean, rejections: Rejections): Point | undefined {
  const timeMs = toTimeMs(source['timeUnixNano'], 'timeUnixNano')
  const flags = toInteger(source['flags'], 'flags')
  const isEnd = (flags & NO_RECORDED_VALUE) !== 0
  if (!isPointTaken(timeMs, 0, hasValue || isEnd, rejections)) return undefined
  return {
    attributes: toAttributes(source['attributes']),
    startMs: toTimeMs(source['startTimeUnixNano'], 'startTimeUnixNano'),
    timeMs,
    flags,
  }
}

/** One `NumberDataPoint`. */
export function toNumberPoint(item: unknown, rejections: Rejections): NumberPoint | undefined {
  const source = toObject(item, 'a data point')
  const isInt = source['asInt'] !== undefined && source['asInt'] !== null
  const value = isInt ? toInteger(source['asInt'], 'asInt') : toOptionalDouble(source['asDouble'], 'asDouble')
  const point = toPoint(source, value !== undefined, rejections)
  if (point === undefined) return undefined
  return { ...point, value: value ?? 0, isInt, exemplars: toExemplars(source['exemplars']) }
}

/** One `HistogramDataPoint`. */
export function toHistogramPoint(item: unknown, rejections: Rejections): HistogramPoint | undefined {
  const source = toObject(item, 'a data point')
  const point = toPoint(source, true, rejections)
  if (point === undefined) return undefined
  const bounds = toArray(source['explicitBounds'], 'explicitBounds').map((bound) =>
    toDouble(bound, 'a bound'),
  )
  const counts = toCounts(source['bucketCounts'])
  if (!areBucketsSound(bounds, counts)) {
    rejections.add('a histogram point whose buckets do not fit its bounds')
    return undefined
  }
  return { ...point, ...toTotals(source), bounds, counts, exemplars: toExemplars(source['exemplars']) }
}

/** One `ExponentialHistogramDataPoint`. */
export function toExponentialPoint(
  item: unknown,
  rejections: Rejections,
): ExponentialHistogramPoint | undefined {
  const source = toObject(item, 'a data point')
  const point = toPoint(source, true, rejections)
  if (point === undefined) return undefined
  const scale = toInteger(source['scale'], 'scale')
  if (!isScaleSound(scale)) {
    rejections.add(`an exponential histogram of scale ${scale}`)
    return undefined
  }
  return {
    ...point,
    ...toTotals(source),
    scale,
    zeroCount: toInteger(source['zeroCount'], 'zeroCount'),
    zeroThreshold: toDouble(source['zeroThreshold'], 'zeroThreshold'),
    positive: toBuckets(source['positive']),
    negative: toBuckets(source['negative']),
    exemplars: toExemplars(source['exemplars']),
  }
}

/** One `SummaryDataPoint`. */
export function toSummaryPoint(item: unknown, rejections: Rejections): SummaryPoint | undefined {
  const source = toObject(item, 'a data point')
  const point = toPoint(source, true, rejections)
  if (point === undefined) return undefined
  const quantiles = toArray(source['quantileValues'], 'quantileValues').map((entry) => {
    const { quantile, value } = toObject(entry, 'a quantile')
    return { quantile: toDouble(quantile, 'quantile'), value: toDouble(value, 'value') }
  })
  return {
    ...point,
    count: toInteger(source['count'], 'count'),
    sum: toDouble(source['sum'], 'sum'),
    quantiles,
  }
}

function toTotals(source: JsonObject): Pick<HistogramPoint, 'count' | 'sum' | 'min' | 'max'> {
  return {
    count: toInteger(source['count'], 'count'),
    sum: toOptionalDouble(source['sum'], 'sum'),
    min: toOptionalDouble(source['min'], 'min'),
    max: toOptionalDouble(source['max'], 'max'),
  }
}

function toBuckets(value: unknown): ExponentialBuckets {
  const source = toObject(value, 'buckets')
  return { offset: toInteger(source['offset'], 'offset'), counts: toCounts(source['bucketCounts']) }
}

function toCounts(value: unknown): number[] {
  return toArray(value, 'bucketCounts').map((count) => toInteger(count, 'a bucket count'))
}

function toExemplars(value: unknown): readonly Exemplar[] {
  const items = toArray(value, 'exemplars')
  if (items.length === 0) return NO_EXEMPLARS
  return items.map((item) => {
    const source = toObject(item, 'an exemplar')
    const isInt = source['asInt'] !== undefined && source['asInt'] !== null
    return {
      timeMs: toTimeMs(source['timeUnixNano'], 'timeUnixNano'),
      value: isInt ? toInteger(source['asInt'], 'asInt') : toDouble(source['asDouble'], 'asDouble'),
      isInt,
      traceId: toHexId(source['traceId'], 32) ?? '',
      spanId: toHexId(source['spanId'], 16) ?? '',
      attributes: toAttributes(source['filteredAttributes']),
    }
  })
}
