import type { DecodedMetrics } from '../decoded.ts'
import type { Metric, ResourceMetrics, ScopeMetrics } from '../metric.ts'
import { createMetricDraft, finishMetric, toTemporality } from '../metric-draft.ts'
import { toDecodeError } from '../otlp-decode-error.ts'
import { Rejections } from '../rejections.ts'
import { toResource, toScope } from './decode-attributes.ts'
import { toExponentialPoint, toHistogramPoint, toNumberPoint, toSummaryPoint } from './decode-points.ts'
import { type JsonObject, parseBody, toArray, toBoolean, toEnum, toObject, toText } from './fields.ts'

const TEMPORALITIES = ['UNSPECIFIED', 'DELTA', 'CUMULATIVE'].map((name) => `AGGREGATION_TEMPORALITY_${name}`)

/** Converters of one point by the field that holds the data of a metric. */
const CONVERTERS = {
  gauge: toNumberPoint,
  sum: toNumberPoint,
  histogram: toHistogramPoint,
  exponentialHistogram: toExponentialPoint,
  summary: toSummaryPoint,
} as const
const TYPES = Object.keys(CONVERTERS) as Metric['type'][]

/** Points converted between two pauses: 1 to 2 ms. */
const POINTS_PER_STEP = 512

/**
 * Decodes an `ExportMetricsServiceRequest` in JSON and pauses after each 512 points; only `JSON.parse` is one step.
 * @throws OtlpDecodeError when the body is not one; nothing of it counts then.
 */
export function* decodeMetricsJson(body: Uint8Array): Generator<undefined, DecodedMetrics, undefined> {
  const rejected = new Rejections()
  const resourceMetrics: ResourceMetrics[] = []
  let pointCount = 0
  try {
    for (const group of toArray(parseBody(body)['resourceMetrics'], 'resourceMetrics')) {
      const source = toObject(group, 'resourceMetrics')
      const resource = toResource(source)
      const scopeMetrics: ScopeMetrics[] = []
      for (const scopeGroup of toArray(source['scopeMetrics'], 'scopeMetrics')) {
        const scopeSource = toObject(scopeGroup, 'scopeMetrics')
        const metrics: Metric[] = []
        for (const item of toArray(scopeSource['metrics'], 'metrics')) {
          const metric = yield* toMetric(toObject(item, 'a metric'), rejected)
          if (metric === undefined) continue
          metrics.push(metric)
          pointCount += metric.points.length
        }
        if (metrics.length > 0) scopeMetrics.push({ scope: toScope(scopeSource), metrics })
      }
      if (scopeMetrics.length > 0) resourceMetrics.push({ resource, scopeMetrics })
    }
  } catch (error) {
    throw toDecodeError('metrics', error)
  }
  return { resourceMetrics, pointCount, rejected }
}

function* toMetric(
  source: JsonObject,
  rejected: Rejections,
): Generator<undefined, Metric | undefined, undefined> {
  const draft = createMetricDraft()
  draft.name = toText(source['name'], 'name')
  draft.description = toText(source['description'], 'description')
  draft.unit = toText(source['unit'], 'unit')
  draft.type = TYPES.find((type) => source[type] !== undefined && source[type] !== null)
  if (draft.type === undefined) return undefined
  const data = toObject(source[draft.type], draft.type)
  draft.monotonic = toBoolean(data['isMonotonic'], 'isMonotonic')
  draft.temporality = toTemporality(
    toEnum(data['aggregationTemporality'], TEMPORALITIES, 'aggregationTemporality'),
  )
  const convert = CONVERTERS[draft.type]
  let converted = 0
  for (const item of toArray(data['dataPoints'], 'dataPoints')) {
    const point = convert(item, rejected)
    if (point !== undefined) draft.points.push(point)
    if (++converted % POINTS_PER_STEP === 0) yield
  }
  return finishMetric(draft, rejected)
}
