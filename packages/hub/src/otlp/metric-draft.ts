import type {
  ExponentialHistogramPoint,
  HistogramPoint,
  Metric,
  NumberPoint,
  SummaryPoint,
  Temporality,
} from './metric.ts'
import type { Rejections } from './rejections.ts'

/** A metric while it is decoded: its fields come in any order, and several types of data in a broken one. */
export interface MetricDraft {
  name: string
  description: string
  unit: string
  type: Metric['type'] | undefined
  points: (NumberPoint | HistogramPoint | ExponentialHistogramPoint | SummaryPoint)[]
  temporality: Temporality | undefined
  monotonic: boolean
}

/** A draft of which nothing is known yet. */
export function createMetricDraft(): MetricDraft {
  return {
    name: '',
    description: '',
    unit: '',
    type: undefined,
    points: [],
    temporality: undefined,
    monotonic: false,
  }
}

/** OTLP's number for a temporality; undefined for «unspecified», which it forbids to send. */
export function toTemporality(value: number): Temporality | undefined {
  if (value === 1) return 'delta'
  return value === 2 ? 'cumulative' : undefined
}

/** The metric that the draft became; undefined, its points counted, without a name, data or temporality. */
export function finishMetric(draft: MetricDraft, rejections: Rejections): Metric | undefined {
  const { name, description, unit, type, points, temporality } = draft
  if (type === undefined || points.length === 0) return undefined
  if (name === '') {
    rejections.add('a metric without a name', points.length)
    return undefined
  }
  if (type === 'gauge') return { name, description, unit, type, points: points as NumberPoint[] }
  if (type === 'summary') return { name, description, unit, type, points: points as SummaryPoint[] }
  if (temporality === undefined) {
    rejections.add(`${type} ${name} without a temporality`, points.length)
    return undefined
  }
  if (type === 'histogram') {
    return { name, description, unit, type, temporality, points: points as HistogramPoint[] }
  }
  if (type === 'exponentialHistogram') {
    return { name, description, unit, type, temporality, points: points as ExponentialHistogramPoint[] }
  }
  const { monotonic } = draft
  return { name, description, unit, type, monotonic, temporality, points: points as NumberPoint[] }
}
