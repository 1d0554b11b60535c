import { SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api'
import {
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer'
import {
  AggregationTemporality,
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
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { encodeTraces } from '../src/encode-traces.ts'
import { type OtlpSink, startOtlpSink } from '../src/otlp-sink.ts'

const LINKED = { traceId: 'ab'.repeat(16), spanId: 'cd'.repeat(8), traceFlags: TraceFlags.SAMPLED }
const START = 1_700_000_000_123
const NANOSECONDS = 1_000_000n

/** What the standard SDK records, so that the decoder is checked against someone else's encoder. */
async function recordSpans(): Promise<ReadableSpan[]> {
  const exporter = new InMemorySpanExporter()
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
  const span = provider.getTracer('test.scope', '1.2.3').startSpan('GET /item', {
    kind: SpanKind.SERVER,
    startTime: START,
    links: [{ context: LINKED, attributes: { 'link.reason': 'resumed' } }],
    attributes: { text: 'é', count: 42, ratio: 0.5, ok: true, list: ['a', 'b'], negative: -7 },
  })
  span.addEvent('exception', { 'exception.type': 'TypeError' }, START + 5)
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'broken' })
  span.end(START + 10)
  await provider.forceFlush()
  return exporter.getFinishedSpans()
}

async function recordMetrics(): Promise<ResourceMetrics> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
  const meter = new MeterProvider({ readers: [reader] }).getMeter('test.meter')
  meter.createCounter('jobs', { unit: '{job}', description: 'Jobs.' }).add(3, { job: 'fit' })
  meter.createUpDownCounter('active').add(-2.5)
  meter.createGauge('level', { unit: '%' }).record(81.5, { disk: '/' })
  const histogram = meter.createHistogram('time', {
    unit: 's',
    advice: { explicitBucketBoundaries: [0.1, 1] },
  })
  histogram.record(0.05)
  histogram.record(5)
  const { resourceMetrics } = await reader.collect()
  await reader.shutdown()
  return resourceMetrics
}

async function post(sink: OtlpSink, path: string, body: Uint8Array, headers: Record<string, string> = {}) {
  return fetch(sink.url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-protobuf', ...headers },
    body: Buffer.from(body),
  })
}

const EXPECTED_SPAN = {
  name: 'GET /item',
  traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
  parentSpanId: '',
  kind: 'server',
  startTimeUnixNano: BigInt(START) * NANOSECONDS,
  endTimeUnixNano: BigInt(START + 10) * NANOSECONDS,
  attributes: { text: 'é', count: 42, ratio: 0.5, ok: true, list: ['a', 'b'], negative: -7 },
  events: [
    {
      name: 'exception',
      timeUnixNano: BigInt(START + 5) * NANOSECONDS,
      attributes: { 'exception.type': 'TypeError' },
    },
  ],
  links: [{ traceId: LINKED.traceId, spanId: LINKED.spanId, attributes: { 'link.reason': 'resumed' } }],
  status: { code: 'error', message: 'broken' },
  scope: { name: 'test.scope', version: '1.2.3' },
  resource: { 'telemetry.sdk.language': 'nodejs' },
}

describe('the OTLP sink', () => {
  it.each([
    [
      'protobuf',
      (spans: ReadableSpan[]) => ProtobufTraceSerializer.serializeRequest(spans),
      'application/x-protobuf',
    ],
    ['JSON', (spans: ReadableSpan[]) => JsonTraceSerializer.serializeRequest(spans), 'application/json'],
  ])('decodes spans of the standard SDK in %s', async (_, serialize, contentType) => {
    await using sink = await startOtlpSink()
    const body = serialize(await recordSpans())
    if (body === undefined) throw new Error('nothing serialised')
    const reply = await post(sink, '/v1/traces', body, { 'content-type': contentType })
    expect(reply.status).toBe(200)
    expect(sink.spans).toMatchObject([EXPECTED_SPAN])
  })

  it.each([
    ['protobuf', ProtobufMetricsSerializer, 'application/x-protobuf'],
    ['JSON', JsonMetricsSerializer, 'application/json'],
  ])('decodes metrics of the standard SDK in %s, gzip', async (_, serializer, contentType) => {
    await using sink = await startOtlpSink()
    const body = serializer.serializeRequest(await recordMetrics())
    if (body === undefined) throw new Error('nothing serialised')
    await post(sink, '/v1/metrics', gzipSync(body), {
      'content-type': contentType,
      'content-encoding': 'gzip',
    })
    const [jobs, active, level, time] = sink.metrics
    expect(jobs).toMatchObject({
      name: 'jobs',
      unit: '{job}',
      description: 'Jobs.',
      type: 'sum',
      temporality: 'cumulative',
      monotonic: true,
      scope: { name: 'test.meter' },
      points: [{ value: 3, attributes: { job: 'fit' }, flags: 0, noRecordedValue: false }],
    })
    expect(jobs?.points[0]?.startTimeUnixNano).toBeGreaterThan(1_700_000_000n * 1_000_000_000n)
    expect(active).toMatchObject({ type: 'sum', monotonic: false, points: [{ value: -2.5 }] })
    expect(level).toMatchObject({
      type: 'gauge',
      unit: '%',
      points: [{ value: 81.5, attributes: { disk: '/' } }],
    })
    expect(level).not.toHaveProperty('temporality')
    expect(time).toMatchObject({
      type: 'histogram',
      points: [{ count: 2, sum: 5.05, min: 0.05, max: 5, bucketCounts: [1, 0, 1], explicitBounds: [0.1, 1] }],
    })
  })

  it('decodes log records', async () => {
    await using sink = await startOtlpSink()
    const record = {
      timeUnixNano: '1700000000000000001',
      severityNumber: 17,
      severityText: 'ERROR',
      eventName: 'crash',
      body: { stringValue: 'lost' },
      attributes: [{ key: 'n', value: { intValue: '9' } }],
    }
    const request = { resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }
    await post(sink, '/v1/logs', Buffer.from(JSON.stringify(request)), { 'content-type': 'application/json' })
    expect(sink.logs).toMatchObject([
      { timeUnixNano: 1_700_000_000_000_000_001n, severityNumber: 17, body: 'lost', attributes: { n: 9 } },
    ])
  })

  it('refuses what it cannot decode and says why', async () => {
    await using sink = await startOtlpSink()
    expect((await post(sink, '/v1/traces', Buffer.from([0x0a, 0xff, 0x01]))).status).toBe(400)
    expect((await post(sink, '/v1/other', encodeTraces(['a']))).status).toBe(400)
    expect(sink.requests.map(({ taken, problem }) => [taken, typeof problem])).toEqual([
      [false, 'string'],
      [false, 'string'],
    ])
    expect(sink.spans).toHaveLength(0)
  })

  it('answers the next requests as told, and the others as a sound collector', async () => {
    await using sink = await startOtlpSink()
    sink.respond({ status: 503, headers: { 'retry-after': '7' } }, 2)
    const statuses: [number, string | null][] = []
    for (let n = 0; n < 3; n++) {
      // oxlint-disable-next-line no-await-in-loop -- the order is what is tested
      const reply = await post(sink, '/v1/traces', encodeTraces([`span ${n}`]))
      statuses.push([reply.status, reply.headers.get('retry-after')])
    }
    expect(statuses).toEqual([
      [503, '7'],
      [503, '7'],
      [200, null],
    ])
    expect(sink.spans.map((span) => span.name)).toEqual(['span 2'])
    sink.respond({ status: 500 })
    expect((await post(sink, '/v1/traces', encodeTraces(['lost']))).status).toBe(500)
    sink.recover()
    expect((await post(sink, '/v1/traces', encodeTraces(['kept']))).status).toBe(200)
  })

  it('redirects, pours, refuses a part, cuts', async () => {
    await using sink = await startOtlpSink()
    sink.respond({ redirect: 'http://elsewhere.invalid/' }, 1)
    const redirected = await post(sink, '/v1/traces', encodeTraces(['a']))
    expect([redirected.status, redirected.headers.get('location')]).toEqual([
      307,
      'http://elsewhere.invalid/',
    ])
    sink.respond({ bodyBytes: 300_000 }, 1)
    expect((await (await post(sink, '/v1/traces', encodeTraces(['b']))).bytes()).length).toBe(300_000)
    sink.respond({ partialSuccess: { rejected: 1, message: 'too old', json: true } }, 1)
    const partial = await post(sink, '/v1/traces', encodeTraces(['c', 'd']))
    expect(await partial.json()).toEqual({ partialSuccess: { rejectedSpans: '1', errorMessage: 'too old' } })
    sink.respond({ cut: true }, 1)
    await expect(post(sink, '/v1/traces', encodeTraces(['e']))).rejects.toThrow('fetch failed')
    expect(sink.spans.map((span) => span.name)).toEqual(['b', 'c'])
  })

  it('is refused while it pauses, and back on the same port after', async () => {
    await using sink = await startOtlpSink()
    await sink.pause()
    await expect(post(sink, '/v1/traces', encodeTraces(['a']))).rejects.toThrow('fetch failed')
    await sink.resume()
    expect((await post(sink, '/v1/traces', encodeTraces(['b']))).status).toBe(200)
  })

  it('waits for what comes, and tells what came instead', async () => {
    await using sink = await startOtlpSink()
    const arrived = sink.waitFor(({ spans }) => spans.length === 1, 'a span')
    await post(sink, '/v1/traces', encodeTraces(['early']))
    await arrived
    await expect(sink.waitFor(({ spans }) => spans.length === 9, 'nine spans', 20)).rejects.toThrow(
      /No nine spans within 20 ms.*1 spans \(early\).*POST \/v1\/traces \d+ bytes: taken/s,
    )
  })
})
