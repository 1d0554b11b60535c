import type { InstrumentDescriptor, SeriesDescriptor, SeriesPoint } from '@cryo/instruments/reader'
import { createSeriesReader } from '@cryo/instruments/reader'
import type { Accumulator } from '@cryo/instruments/accumulator'
import { ValueType } from '@opentelemetry/api'
import type { HrTime } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics'
import type {
  CollectionResult,
  DataPoint,
  Histogram,
  MetricData,
  MetricProducer,
  ScopeMetrics,
} from '@opentelemetry/sdk-metrics'

/**
 * Shows what the application counts in shared memory to a metric reader of the OpenTelemetry SDK.
 *
 * @param resource - Attributes of the process.
 */
export function createMetricProducer(
  accumulator: Accumulator,
  resource: Readonly<Record<string, string | number>>,
): MetricProducer {
  return {
    collect: async (): Promise<CollectionResult> => {
      await accumulator.observe()
      const reader = createSeriesReader()
      accumulator.replay(reader)
      const collection = new Collection(Date.now())
      reader.read((instrument, series, point) => collection.add(instrument, series, point))
      return {
        resourceMetrics: {
          resource: resourceFromAttributes(resource),
          scopeMetrics: collection.scopeMetrics,
        },
        errors: [],
      }
    },
  }
}

/** Points of one collection in the SDK's nesting. */
class Collection {
  readonly scopeMetrics: ScopeMetrics[] = []
  readonly #scopes = new Map<string, ScopeMetrics>()
  readonly #metrics = new Map<InstrumentDescriptor, MetricData>()
  readonly #endTime: HrTime

  constructor(timeMs: number) {
    this.#endTime = toHrTime(timeMs)
  }

  add(instrument: InstrumentDescriptor, series: SeriesDescriptor, point: SeriesPoint): void {
    const metric = this.#metricOf(instrument)
    const { attributes, startTimeMs } = series
    const common = { startTime: toHrTime(startTimeMs), endTime: this.#endTime, attributes: { ...attributes } }
    if (metric.dataPointType === DataPointType.HISTOGRAM) {
      const counts = [...point.buckets]
      const value: Histogram = {
        buckets: { boundaries: [...(instrument.boundaries ?? [])], counts },
        sum: point.sum,
        count: point.count,
      }
      metric.dataPoints.push({ ...common, value })
      return
    }
    const points = metric.dataPoints as DataPoint<number>[]
    points.push({ ...common, value: point.value })
  }

  #metricOf(instrument: InstrumentDescriptor): MetricData {
    let metric = this.#metrics.get(instrument)
    if (metric === undefined) {
      metric = createMetric(instrument)
      this.#metrics.set(instrument, metric)
      this.#scopeOf(instrument).metrics.push(metric)
    }
    return metric
  }

  #scopeOf({ scope }: InstrumentDescriptor): ScopeMetrics {
    const key = `${scope.name}\n${scope.version ?? ''}`
    let group = this.#scopes.get(key)
    if (group === undefined) {
      group = { scope: { ...scope }, metrics: [] }
      this.#scopes.set(key, group)
      this.scopeMetrics.push(group)
    }
    return group
  }
}

function createMetric({ name, description, unit, kind }: InstrumentDescriptor): MetricData {
  const common = {
    descriptor: { name, description, unit, valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  }
  switch (kind) {
    case 'histogram':
      return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints: [] }
    case 'gauge':
      return { ...common, dataPointType: DataPointType.GAUGE, dataPoints: [] }
    case 'counter':
    case 'upDownCounter':
      return { ...common, dataPointType: DataPointType.SUM, isMonotonic: kind === 'counter', dataPoints: [] }
  }
}

function toHrTime(timeMs: number): HrTime {
  const seconds = Math.trunc(timeMs / 1000)
  return [seconds, Math.round((timeMs - seconds * 1000) * 1e6)]
}
