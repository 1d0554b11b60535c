import { ControlBlock } from '@cryo/protocol'
import { describe, expect, it } from 'vitest'

import { Ingest } from '../src/ingest.ts'
import type { IngestRequest } from '../src/ingest.ts'
import { SeriesStore } from '../src/metrics/series-store.ts'
import { decodeTraces } from '../src/otlp/decode.ts'
import { createResource } from '../src/otlp/resource.ts'
import { runSteps } from '../src/otlp/steps.ts'
import { Destinations } from '../src/pipeline/destinations.ts'
import { MetricPipeline } from '../src/pipeline/metric-pipeline.ts'
import { keepSpans, SpanStore } from '../src/spans/span-store.ts'

const TIME = '1795000000000000000'

/** A request with a gauge of so many series. */
function gaugeOf(seriesCount: number): IngestRequest {
  const dataPoints = Array.from({ length: seriesCount }, (_, index) => ({
    timeUnixNano: TIME,
    asInt: '1',
    attributes: [{ key: 'series', value: { intValue: String(index) } }],
  }))
  const metrics = [{ name: 'g', gauge: { dataPoints } }]
  return toRequest('metrics', { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] })
}

function toRequest(signal: 'metrics', body: unknown): IngestRequest {
  return {
    signal,
    contentType: 'application/json',
    body: Buffer.from(JSON.stringify(body)),
    source: '',
    attached: false,
  }
}

function createIngest(maxSeries: number) {
  const control = new ControlBlock('hub')
  const spans = new SpanStore()
  const series = new SeriesStore({ maxSeries })
  return {
    ingest: new Ingest({
      spans,
      series,
      control,
      collector: () => null,
      watcher: { take: () => {}, takeLate: () => {} },
      onMetrics: () => {},
    }),
    control,
  }
}

describe('ingest', () => {
  it('counts points for whose series there is no room, and tells the sender', async () => {
    const { ingest, control } = createIngest(3)
    expect(await ingest.take(gaugeOf(5))).toEqual({
      outcome: 'accepted',
      rejected: 2,
      message: 'no room for more series, or a point contradicts its series',
    })
    expect(control.counted('metrics', 'produced')).toBe(5)
    expect(control.counted('metrics', 'delivered')).toBe(3)
    expect(control.counted('metrics', 'queue_full')).toBe(2)
  })

  it('pauses while it keeps the spans of a large request', () => {
    const many = Array.from({ length: 5000 }, (_, index) => ({
      traceId: 'a'.repeat(32),
      spanId: (index + 1).toString(16).padStart(16, '0'),
      name: `span ${index}`,
      startTimeUnixNano: TIME,
      endTimeUnixNano: TIME,
    }))
    const body = Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: many }] }] }))
    const { resourceSpans } = runSteps(decodeTraces(body, 'application/json'))
    const spans = new SpanStore()
    expect([...keepSpans(spans, resourceSpans)]).toHaveLength(9)
    expect([...spans.newest()][0]?.name).toBe('span 4999')
  })
})

describe('an export', () => {
  it('counts the points of series that found no room', () => {
    const control = new ControlBlock('hub')
    let refused = 2
    const pipeline = new MetricPipeline({
      store: new SeriesStore(),
      resource: createResource(),
      control,
      destinations: new Destinations(control),
      refusedSeries: () => refused,
      toldResources: () => new Set(),
    })
    pipeline.export()
    refused = 0
    pipeline.export()
    expect(control.counted('metrics', 'produced')).toBe(2)
    expect(control.counted('metrics', 'queue_full')).toBe(2)
  })
})
