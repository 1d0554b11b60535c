/**
 * What the hub spends on telemetry: taking OTLP, reading shared memory, forwarding, and `/metrics` beside
 * `@opentelemetry/exporter-prometheus`.
 *
 * Times are CPU time of this thread, medians of rounds, so that a busy machine changes little. A step's time is
 * what a clock shows, and the longest step of a round is that of its best rounds (lower quartile), because it is
 * other programs that make it longer. Run with `node bench/ingest.ts` after a build.
 */
import { createAccumulator, createMeterProvider } from '@cryo/instruments/accumulator'
import { createSeriesReader, type SeriesReader } from '@cryo/instruments/reader'
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import {
  AggregationTemporality,
  DataPointType,
  type ResourceMetrics as SdkMetrics,
} from '@opentelemetry/sdk-metrics'
import { ingestMetrics } from '../packages/hub/src/metrics/ingest-metrics.ts'
import { SeriesFeed } from '../packages/hub/src/metrics/series-feed.ts'
import { SeriesStore } from '../packages/hub/src/metrics/series-store.ts'
import { toOtlp } from '../packages/hub/src/metrics/to-otlp.ts'
import { type Attributes, NO_ATTRIBUTES, toAttributes } from '../packages/hub/src/otlp/attributes.ts'
import { decodeMetrics, decodeTraces } from '../packages/hub/src/otlp/decode.ts'
import { type Metric, NO_EXEMPLARS, type ResourceMetrics } from '../packages/hub/src/otlp/metric.ts'
import { encodeMetrics } from '../packages/hub/src/otlp/protobuf/encode-metrics.ts'
import { encodeTraces } from '../packages/hub/src/otlp/protobuf/encode-traces.ts'
import { createResource, createScope } from '../packages/hub/src/otlp/resource.ts'
import { NO_LINKS, type ResourceSpans, STATUS_UNSET } from '../packages/hub/src/otlp/span.ts'
import { runSteps } from '../packages/hub/src/otlp/steps.ts'
import { createExposition } from '../packages/hub/src/prometheus/create-exposition.ts'
import { median } from './medians.ts'

const ROUNDS = 15
const SPANS = 512
const SERIES = 10_000
const BUDGETS = { spansPerSecond: 20_000, samplesPerSecond: 100_000, stepMs: 20, timesThePeer: 10 }

const NOW_MS = 1_763_800_000_123.25
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
const RESOURCE = createResource(
  toAttributes({
    'service.name': 'shop',
    'service.instance.id': '0b1c',
    'host.name': 'node-1',
    'process.pid': 4711,
  }),
)
const SCOPE = createScope('@opentelemetry/instrumentation-http', '0.300.0')

function milliseconds(work: () => void): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000
}

interface Stepped {
  readonly ms: number
  readonly longestMs: number
}

/** Takes the parts of a generator's work one by one. */
function step(parts: Iterable<unknown>): Stepped {
  let longestMs = 0
  const ms = milliseconds(() => {
    let before = performance.now()
    for (const _ of parts) {
      const now = performance.now()
      longestMs = Math.max(longestMs, now - before)
      before = now
    }
    longestMs = Math.max(longestMs, performance.now() - before)
  })
  return { ms, longestMs }
}

function longestOf(rounds: readonly Stepped[]): number {
  return (
    rounds.map(({ longestMs }) => longestMs).toSorted((left, right) => left - right)[rounds.length >> 2] ??
    Number.NaN
  )
}

function msOf(rounds: readonly Stepped[]): number {
  return median(rounds.map(({ ms }) => ms))
}

function spans(): ResourceSpans[] {
  const id = (index: number, digits: number): string => (index + 1).toString(16).padStart(digits, 'a')
  const items = Array.from({ length: SPANS }, (_, index) => ({
    traceId: id(index, 32),
    spanId: id(index, 16),
    parentSpanId: id(index + 1, 16),
    traceState: '',
    flags: 257,
    name: 'GET /items/:id',
    kind: 2 as const,
    startMs: NOW_MS + index,
    endMs: NOW_MS + index + 12.5,
    attributes: toAttributes({
      'http.request.method': 'GET',
      'http.route': '/items/:id',
      'http.response.status_code': 200,
      'url.path': `/items/${index}`,
      'server.address': 'localhost',
      'server.port': 8080,
      'network.protocol.version': '1.1',
    }),
    droppedAttributesCount: 0,
    events:
      index % 10 === 0
        ? [{ timeMs: NOW_MS, name: 'exception', attributes: NO_ATTRIBUTES, droppedAttributesCount: 0 }]
        : [],
    droppedEventsCount: 0,
    links: NO_LINKS,
    droppedLinksCount: 0,
    status: STATUS_UNSET,
    resource: RESOURCE,
    scope: SCOPE,
  }))
  return [{ resource: RESOURCE, scopeSpans: [{ scope: SCOPE, spans: items }] }]
}

function attributesOf(index: number): Readonly<Attributes> {
  return toAttributes({
    'http.request.method': 'GET',
    'http.route': `/items/${index}`,
    'http.response.status_code': 200,
  })
}

function counters(timeMs: number): Metric {
  const points = Array.from({ length: SERIES }, (_, index) => {
    const value = index + timeMs - NOW_MS
    return {
      attributes: attributesOf(index),
      startMs: NOW_MS,
      timeMs,
      flags: 0,
      value,
      isInt: false,
      exemplars: NO_EXEMPLARS,
    }
  })
  const names = { name: 'http.server.requests', description: 'Requests.', unit: '{request}' }
  return { ...names, type: 'sum', monotonic: true, temporality: 'cumulative', points }
}

function histograms(timeMs: number): Metric {
  const counts = [...BOUNDS.keys(), BOUNDS.length]
  const points = Array.from({ length: SERIES }, (_, index) => {
    const totals = { count: 105 + index, sum: 12.5, min: 0, max: 11, bounds: BOUNDS, counts }
    return {
      attributes: attributesOf(index),
      startMs: NOW_MS,
      timeMs,
      flags: 0,
      ...totals,
      exemplars: NO_EXEMPLARS,
    }
  })
  const names = { name: 'http.server.request.duration', description: 'Duration of requests.', unit: 's' }
  return { ...names, type: 'histogram', temporality: 'cumulative', points }
}

function request(metric: Metric): ResourceMetrics[] {
  return [{ resource: RESOURCE, scopeMetrics: [{ scope: SCOPE, metrics: [metric] }] }]
}

/** The same metric as the OpenTelemetry SDK collects it. */
function toSdk(metric: Metric): SdkMetrics {
  const isHistogram = metric.type === 'histogram'
  const dataPoints = metric.points.map((point) => {
    const value =
      'bounds' in point
        ? {
            buckets: { boundaries: [...point.bounds], counts: [...point.counts] },
            count: point.count,
            sum: point.sum,
          }
        : 'value' in point && point.value
    return {
      attributes: { ...point.attributes },
      startTime: [1_763_800_000, 0],
      endTime: [1_763_800_060, 0],
      value,
    }
  })
  const { name, description, unit } = metric
  const data = {
    descriptor: { name, description, unit, valueType: 1, advice: {} },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: isHistogram ? DataPointType.HISTOGRAM : DataPointType.SUM,
    isMonotonic: true,
    dataPoints,
  }
  const resource = { attributes: { ...RESOURCE.attributes } }
  return { resource, scopeMetrics: [{ scope: { name: 'bench' }, metrics: [data] }] } as unknown as SdkMetrics
}

function sharedMemory(kind: 'counter' | 'histogram'): SeriesReader {
  const reader = createSeriesReader()
  const meter = createMeterProvider(createAccumulator({ sink: reader })).getMeter('bench')
  for (let instrument = 0; instrument < SERIES / 2000; instrument++) {
    const counter = meter.createCounter(`requests.${instrument}`)
    const histogram = meter.createHistogram(`duration.${instrument}`, {
      advice: { explicitBucketBoundaries: BOUNDS },
    })
    for (let series = 0; series < 2000; series++) {
      const attributes = { method: 'GET', status: series % 40, route: `/items/${Math.floor(series / 40)}` }
      if (kind === 'counter') counter.add(series, attributes)
      else histogram.record(series / 1000, attributes)
    }
  }
  return reader
}

const PROTOBUF = 'application/x-protobuf'
const rows: Record<string, Record<string, string>> = {}
const misses: string[] = []

function check(what: string, isMet: boolean): string {
  if (!isMet) misses.push(what)
  return isMet ? 'met' : 'missed'
}

function measureSpans(): void {
  const body = encodeTraces(spans())
  const { resourceSpans } = runSteps(decodeTraces(body, PROTOBUF))
  const decode: number[] = []
  const encode: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    decode.push(milliseconds(() => repeat(20, () => runSteps(decodeTraces(body, PROTOBUF)))) / 20)
    encode.push(milliseconds(() => repeat(20, () => encodeTraces(resourceSpans))) / 20)
  }
  const perSecond = (SPANS / median(decode)) * 1000
  rows['spans decoded'] = {
    'per second': perSecond.toFixed(0),
    'µs each': ((median(decode) / SPANS) * 1000).toFixed(2),
    budget: check('spans', perSecond >= BUDGETS.spansPerSecond),
  }
  rows['spans encoded'] = {
    'per second': ((SPANS / median(encode)) * 1000).toFixed(0),
    'µs each': ((median(encode) / SPANS) * 1000).toFixed(2),
  }
}

function repeat(times: number, work: () => void): void {
  for (let count = 0; count < times; count++) work()
}

function measureSamples(name: string, metricAt: (timeMs: number) => Metric): SeriesStore {
  const store = new SeriesStore({ maxBytes: 64 * 1024 * 1024 })
  const rounds: Stepped[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const body = encodeMetrics(request(metricAt(NOW_MS + round)))
    const taken = step(take(store, body))
    // The first round makes the series.
    if (round > 0) rounds.push(taken)
  }
  const perSecond = (SERIES / msOf(rounds)) * 1000
  rows[`${name} decoded and stored`] = {
    'per second': perSecond.toFixed(0),
    'µs each': ((msOf(rounds) / SERIES) * 1000).toFixed(2),
    'longest step, ms': longestOf(rounds).toFixed(2),
    budget: check(name, perSecond >= BUDGETS.samplesPerSecond && longestOf(rounds) <= BUDGETS.stepMs),
  }
  const forwarded = Array.from({ length: ROUNDS }, () => step(encoded(store)))
  rows[`${name} to OTLP, encoded`] = {
    'ms of 10,000': msOf(forwarded).toFixed(1),
    'longest step, ms': longestOf(forwarded).toFixed(2),
    budget: check(`${name} to OTLP`, longestOf(forwarded) <= BUDGETS.stepMs),
  }
  return store
}

function* take(store: SeriesStore, body: Uint8Array): Generator<undefined> {
  const { resourceMetrics } = yield* decodeMetrics(body, PROTOBUF)
  yield* ingestMetrics(store, resourceMetrics)
}

function* encoded(store: SeriesStore): Generator<Uint8Array> {
  for (const batch of toOtlp(store)) yield encodeMetrics(batch)
}

function measureExposition(name: string, store: SeriesStore, metric: Metric): void {
  const peer = new PrometheusSerializer()
  const collected = toSdk(metric)
  const exposition = createExposition(store)
  const first = step(bytes(exposition.write('text')))
  const rounds = Array.from({ length: ROUNDS }, () => step(bytes(exposition.write('text'))))
  const peerFirstMs = milliseconds(() => Buffer.from(peer.serialize(collected)))
  const peers = Array.from({ length: ROUNDS }, () =>
    milliseconds(() => Buffer.from(peer.serialize(collected))),
  )
  const times = median(peers) / msOf(rounds)
  rows[`/metrics, ${name}`] = {
    'ms of 10,000': msOf(rounds).toFixed(1),
    'longest step, ms': longestOf(rounds).toFixed(2),
    'first, ms': first.ms.toFixed(0),
    'peer, ms': median(peers).toFixed(0),
    'first of peer, ms': peerFirstMs.toFixed(0),
    'times as fast': times.toFixed(0),
    budget: check(`/metrics, ${name}`, times >= BUDGETS.timesThePeer && longestOf(rounds) <= BUDGETS.stepMs),
  }
}

function* bytes(parts: Iterable<string>): Generator<Buffer> {
  for (const part of parts) yield Buffer.from(part)
}

function measureFeed(kind: 'counter' | 'histogram'): void {
  const reader = sharedMemory(kind)
  const feed = new SeriesFeed(new SeriesStore({ maxBytes: 64 * 1024 * 1024 }), RESOURCE, 0)
  const first = milliseconds(() => feed.read(reader, NOW_MS))
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const before = performance.now()
    return {
      ms: milliseconds(() => feed.read(reader, NOW_MS + round)),
      longestMs: performance.now() - before,
    }
  })
  rows[`${kind}s read from shared memory`] = {
    'ms of 10,000': msOf(rounds).toFixed(1),
    'longest step, ms': longestOf(rounds).toFixed(2),
    'first, ms': first.toFixed(0),
    budget: check(`${kind} feed`, longestOf(rounds) <= BUDGETS.stepMs),
  }
}

measureSpans()
const counterStore = measureSamples('counters', counters)
const histogramStore = measureSamples('histograms', histograms)
measureFeed('counter')
measureFeed('histogram')
measureExposition('counters', counterStore, counters(NOW_MS))
measureExposition('histograms', histogramStore, histograms(NOW_MS))
console.table(rows)
console.log(
  `Budgets: ${BUDGETS.spansPerSecond} spans/s, ${BUDGETS.samplesPerSecond} samples/s, no step over ${BUDGETS.stepMs} ms, ` +
    `/metrics ${BUDGETS.timesThePeer} times as fast as its peer${misses.length > 0 ? `; missed: ${misses.join(', ')}` : ''}`,
)
if (misses.length > 0) process.exitCode = 1
