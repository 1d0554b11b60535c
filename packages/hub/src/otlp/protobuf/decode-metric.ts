import type { Metric } from '../metric.ts'
import { createMetricDraft, finishMetric, toTemporality, type MetricDraft } from '../metric-draft.ts'
import type { Rejections } from '../rejections.ts'
import { readExponentialPoint } from './decode-exponential-point.ts'
import { readHistogramPoint } from './decode-histogram-point.ts'
import { readNumberPoint } from './decode-number-point.ts'
import { readSummaryPoint } from './decode-summary-point.ts'
import type { ProtobufReader } from './reader.ts'

/** Readers of one point by the type of the metric. */
const READERS = {
  gauge: readNumberPoint,
  sum: readNumberPoint,
  histogram: readHistogramPoint,
  exponentialHistogram: readExponentialPoint,
  summary: readSummaryPoint,
} as const

/** Fields of `Metric` that hold its data, by their tags. */
const DATA_TAGS: Readonly<Record<number, Metric['type']>> = {
  0x2a: 'gauge',
  0x3a: 'sum',
  0x4a: 'histogram',
  0x52: 'exponentialHistogram',
  0x5a: 'summary',
}

/** Reads one `Metric`, pausing within it; undefined, its points counted, when it cannot be taken. */
export function* readMetric(
  reader: ProtobufReader,
  rejections: Rejections,
): Generator<undefined, Metric | undefined, undefined> {
  const end = reader.end()
  const draft = createMetricDraft()
  while (reader.pos < end) {
    const tag = reader.tag()
    const type = DATA_TAGS[tag]
    if (type !== undefined) yield* readData(reader, draft, type, rejections)
    else if (tag === 0x0a) draft.name = reader.text()
    else if (tag === 0x12) draft.description = reader.text()
    else if (tag === 0x1a) draft.unit = reader.text()
    else reader.skipField(tag, 'Metric', 0b1110_1010_1110)
  }
  reader.close(end)
  return finishMetric(draft, rejections)
}

/** Reads `Gauge`, `Sum`, `Histogram`, `ExponentialHistogram` or `Summary`: they number their fields alike. */
function* readData(
  reader: ProtobufReader,
  draft: MetricDraft,
  type: Metric['type'],
  rejections: Rejections,
): Generator<undefined, void, undefined> {
  const end = reader.end()
  const readPoint = READERS[type]
  if (draft.type !== type) {
    rejections.add('a metric with data of two types', draft.points.length)
    draft.type = type
    draft.points = []
  }
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag === 0x0a) {
      const point = readPoint(reader, rejections)
      if (point !== undefined) draft.points.push(point)
    } else if (tag === 0x10) draft.temporality = toTemporality(reader.readVarint())
    else if (tag === 0x18) draft.monotonic = reader.readBoolean()
    else reader.skipField(tag, type, 0b1110)
    if (reader.isPauseDue()) yield
  }
  reader.close(end)
}
