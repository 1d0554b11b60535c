import { createAccumulator } from '@cryo/instruments/accumulator'
import { createMeterProvider } from '@cryo/instruments/accumulator'
import { createSeriesReader } from '@cryo/instruments/reader'
import type { MetricDefinition } from '@cryo/conventions'
import type { Attributes as ApiAttributes, Histogram } from '@opentelemetry/api'

import { SeriesFeed } from '../../src/metrics/series-feed.ts'
import { SeriesStore } from '../../src/metrics/series-store.ts'
import { toAttributes } from '../../src/otlp/attributes.ts'
import { createResource } from '../../src/otlp/resource.ts'

/** A process that records through shared memory, as applications do. */
export interface TestProcess {
  gauge(definition: MetricDefinition, value: number, attributes?: ApiAttributes): void
  record(definition: MetricDefinition, value: number, attributes?: ApiAttributes): void
  /** Brings what was recorded into the store. */
  show(): void
}

/** Makes a process whose series come into the store. */
export function createProcess(store: SeriesStore, service = 'shop', instance = 'a'): TestProcess {
  const reader = createSeriesReader()
  const meter = createMeterProvider(createAccumulator({ sink: reader })).getMeter('test')
  const resource = createResource(
    toAttributes({ 'service.name': service, 'service.instance.id': instance, 'process.pid': 7 }),
  )
  const feed = new SeriesFeed(store, resource, instance)
  const histograms = new Map<string, Histogram>()
  return {
    gauge: (definition, value, attributes) =>
      meter.createGauge(definition.name, definition).record(value, attributes),
    record: (definition, value, attributes) => {
      const { name, boundaries = [] } = definition
      const advice = { advice: { explicitBucketBoundaries: [...boundaries] } }
      const histogram = histograms.get(name) ?? meter.createHistogram(name, { ...definition, ...advice })
      histograms.set(name, histogram)
      histogram.record(value, attributes)
    },
    show: () => feed.read(reader, Date.now()),
  }
}
