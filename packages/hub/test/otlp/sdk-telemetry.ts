import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api'
import {
  AggregationTemporality,
  AggregationType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics'
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace'

/** Spans as the OpenTelemetry SDK ends them: a child with everything, its root, and one of another scope. */
export async function recordSpans(): Promise<ReadableSpan[]> {
  const exporter = new InMemorySpanExporter()
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
  const tracer = provider.getTracer('a.library', '1.2.3')
  const root = tracer.startSpan('GET /items/:id', {
    kind: SpanKind.SERVER,
    startTime: [1_763_800_000, 123_456_789],
    attributes: { 'http.request.method': 'GET', 'http.response.status_code': 200, ratio: 0.5, cached: false },
  })
  const linked = { traceId: '1af7651916cd43dd8448eb211c80319c', spanId: 'c7ad6b7169203331' }
  const child = tracer.startSpan('größer, länger und mit mehr Text als eine kurze Zeichenkette', {
    kind: SpanKind.CLIENT,
    attributes: { tags: ['a', 'b'], sizes: [1, 2.5], long: 'y'.repeat(500) },
    links: [
      {
        context: { ...linked, traceFlags: TraceFlags.SAMPLED, isRemote: true },
        attributes: { why: 'retry' },
      },
    ],
  })
  child.addEvent('retried', { attempt: 2 }, [1_763_800_000, 200_000_000])
  child.recordException(new Error('boom'))
  child.setStatus({ code: SpanStatusCode.ERROR, message: 'boom' })
  child.end()
  root.end([1_763_800_001, 0])
  provider.getTracer('other').startSpan('bare').end()
  await provider.forceFlush()
  return exporter.getFinishedSpans()
}

/** Metrics as the OpenTelemetry SDK collects them: every instrument, and a histogram of exponential buckets. */
export async function collectMetrics(): Promise<ResourceMetrics> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
  const provider = new MeterProvider({
    readers: [reader],
    views: [{ instrumentName: 'exponential', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  })
  const meter = provider.getMeter('a.library', '1.2.3')
  const counter = meter.createCounter('requests', { unit: '{request}', description: 'Requests.' })
  counter.add(3, { route: '/a', code: 200 })
  counter.add(0.5, { route: '/b', code: 500 })
  meter.createUpDownCounter('active').add(-2)
  meter.createGauge('temperature', { unit: 'Cel' }).record(-1.5, { room: 'ä' })
  const histogram = meter.createHistogram('duration', {
    unit: 's',
    advice: { explicitBucketBoundaries: [0.1, 1, 10] },
  })
  for (const value of [0.05, 0.1, 0.5, 20]) histogram.record(value, { route: '/a' })
  const exponential = meter.createHistogram('exponential', { unit: 'ms' })
  for (const value of [0, 1, 1.5, 3, 1000]) exponential.record(value)
  await provider.forceFlush()
  const [collected] = exporter.getMetrics()
  await provider.shutdown()
  if (collected === undefined) throw new Error('nothing was collected')
  return collected
}
