import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { createTempDir, findFreePort, type OtlpSink, startOtlpSink, type TempDir } from '@cryo/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { Service } from '../service.ts'
import { type Stack, startStack } from '../start-stack.ts'
import { query, until, untilValue } from './prometheus-query.ts'
import { builtPath, hasStack } from './require-stack.ts'
import { TestApp } from './test-app.ts'

const COLLECTOR = join(import.meta.dirname, '..', '..', 'collector')
const LIMIT_MS = 180_000

/** A collector of its own port and folder. */
interface Collector {
  readonly service: Service
  readonly grpc: string
  readonly http: string
}

describe.runIf(hasStack)('an agent and two gateways', { timeout: LIMIT_MS }, () => {
  let dir: TempDir
  let stack: Stack
  let sinks: readonly OtlpSink[]
  let gateways: readonly Collector[]
  let agent: Collector
  let app: TestApp
  let page: string
  let spans = 0

  beforeAll(async () => {
    dir = createTempDir()
    const pagePort = await findFreePort()
    page = `http://127.0.0.1:${pagePort}`
    stack = await startStack({
      dir: dir.file('stack'),
      ports: 'free',
      parts: ['prometheus'],
      hub: { webhookUrl: page, webhookToken: 'none' },
    })
    sinks = [await startOtlpSink(), await startOtlpSink()]
    gateways = await Promise.all(
      sinks.map(async ({ url }, index) =>
        startCollector(`gateway-${index + 1}`, ['gateway.yaml'], {
          CRYO_GATEWAY_NAME: `gateway-${index + 1}`,
          CRYO_PROMETHEUS_URL: stack.urls.prometheus,
          CRYO_TEMPO_URL: url,
          CRYO_TRACE_SAMPLE_PERCENT: '100',
        }),
      ),
    )
    // No name stands for two addresses everywhere: the test names both, and the resolver of the file stays out of it.
    const resolver = { static: { hostnames: gateways.map(({ grpc }) => grpc) }, dns: null }
    const exporters = { 'load_balancing/traces': { resolver }, 'load_balancing/metrics': { resolver } }
    writeFileSync(dir.file('gateways.yaml'), JSON.stringify({ exporters }))
    agent = await startCollector('agent', ['agent.yaml', dir.file('gateways.yaml')], {
      CRYO_GATEWAY_INSECURE: 'true',
    })
    app = new TestApp({
      CRYO_DASHBOARD_PORT: String(pagePort),
      CRYO_MONITORING_DIR: dir.file('monitoring'),
      OTEL_SERVICE_NAME: 'lab',
      OTEL_EXPORTER_OTLP_ENDPOINT: agent.http,
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
    })
    await app.said('ready')
  }, LIMIT_MS)
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    for (const { service } of [agent, ...(gateways ?? [])]) await service?.stop()
    for (const sink of sinks ?? []) await sink.close()
    await stack?.stop()
    dir?.[Symbol.dispose]()
  })

  async function startCollector(
    name: string,
    files: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Promise<Collector> {
    const [grpc, http, health] = [await findFreePort(), await findFreePort(), await findFreePort()]
    const service = new Service({
      name,
      path: builtPath('otelcol-cryo'),
      args: ['base.yaml', ...files].map((file) => `--config=${resolve(COLLECTOR, file)}`),
      cwd: dir.path,
      logFile: dir.file(`${name}.log`),
      readyUrl: `http://127.0.0.1:${health}/`,
      env: {
        CRYO_COLLECTOR_GRPC: `127.0.0.1:${grpc}`,
        CRYO_COLLECTOR_HTTP: `127.0.0.1:${http}`,
        CRYO_COLLECTOR_SELF: `http://127.0.0.1:${http}`,
        CRYO_COLLECTOR_HEALTH: `127.0.0.1:${health}`,
        CRYO_COLLECTOR_QUEUE: dir.file(`${name}-queue`),
        ...env,
      },
    })
    await service.start()
    return { service, grpc: `127.0.0.1:${grpc}`, http: `http://127.0.0.1:${http}` }
  }

  /** So many traces of two spans, which leave the process one after the other. */
  async function grow(trees: number): Promise<void> {
    spans += 2 * trees
    const before = app.lines.filter((line) => line === 'grown').length
    app.tell(`trees ${trees}`)
    await app.said('grown', before + 1)
  }

  const received = (): number => sinks.reduce((sum, sink) => sum + sink.spans.length, 0)
  const allReceived = (): Promise<unknown> =>
    until(
      async () => received(),
      (count) => count >= spans,
    )

  /** The traces of each gateway, every one of them whole. */
  function readTraces(): readonly Set<string>[] {
    for (const sink of sinks) {
      const counts = Map.groupBy(sink.spans, ({ traceId }) => traceId)
      expect(new Set([...counts.values()].map((ofTrace) => ofTrace.length))).toEqual(new Set([2]))
    }
    return sinks.map((sink) => new Set(sink.spans.map(({ traceId }) => traceId)))
  }

  it('share the traces, each of which is whole at one of them and counted once', async () => {
    await grow(50)
    await allReceived()
    expect(received()).toBe(spans)
    const [first = new Set(), second = new Set()] = readTraces()
    expect(first.intersection(second).size).toBe(0)
    expect(first.size + second.size).toBe(50)
    expect(Math.min(first.size, second.size)).toBeGreaterThan(5)
    const { prometheus } = stack.urls
    await untilValue(prometheus, 'sum(traces_span_metrics_calls_total{service_name="lab"})', spans)
    await untilValue(prometheus, 'sum(cryo_operation_duration_seconds_count)', spans)
    expect(await query(prometheus, 'cryo_operation_items_total{cryo_operation_name="root"}')).toHaveLength(1)
  })

  it('count the requests between services together, though each sees some', async () => {
    const requests = 60
    const response = await fetch(`${agent.http}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(createRequests(requests)),
    })
    expect(response.status).toBe(200)
    spans += 2 * requests
    await untilValue(
      stack.urls.prometheus,
      'sum(traces_service_graph_request_total{client="shop"})',
      requests,
    )
    expect(
      await query(stack.urls.prometheus, 'traces_service_graph_request_total{client="shop"}'),
    ).toHaveLength(2)
    await allReceived()
  })

  it('lose and repeat nothing while one of them is away', async () => {
    await gateways[1]?.service.stop()
    await grow(50)
    await gateways[1]?.service.start()
    await allReceived()
    expect(received()).toBe(spans)
    const [first = new Set(), second = new Set()] = readTraces()
    expect(first.intersection(second).size).toBe(0)
  })

  it('lose nothing though all of them are away and the agent is killed', async () => {
    for (const { service } of gateways) await service.stop()
    await grow(50)
    // The hub has its answer: from here on the agent alone has them.
    await until(
      () => readSpooled(),
      (waiting) => waiting === 0,
    )
    await agent.service.kill()
    for (const { service } of gateways) await service.start()
    await agent.service.start()
    await allReceived()
    readTraces()
  })

  /** Spans that the hub has not delivered. */
  async function readSpooled(): Promise<number> {
    const status = (await (await fetch(`${page}/monitoring/api/status`)).json()) as {
      systemInfo: { pipeline: { signal: string; produced: number; delivered: number }[] }
    }
    const traces = status.systemInfo.pipeline.find(({ signal }) => signal === 'traces')
    return (traces?.produced ?? 1) - (traces?.delivered ?? 0)
  }
})

/** So many requests from one service to another, in OTLP/JSON: a client's and a server's span each. */
function createRequests(count: number): object {
  const nano = `${Date.now()}000000`
  const pairs = Array.from({ length: count }, () => ({
    traceId: randomBytes(16).toString('hex'),
    client: randomBytes(8).toString('hex'),
    server: randomBytes(8).toString('hex'),
  }))
  const toResource = (service: string, toSpan: (pair: (typeof pairs)[number]) => object): object => ({
    resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
    scopeSpans: [
      {
        spans: pairs.map((pair) => ({
          traceId: pair.traceId,
          startTimeUnixNano: nano,
          endTimeUnixNano: nano,
          ...toSpan(pair),
        })),
      },
    ],
  })
  return {
    resourceSpans: [
      toResource('shop', ({ client }) => ({ spanId: client, name: 'GET', kind: 3 })),
      toResource('stock', ({ client, server }) => ({
        spanId: server,
        parentSpanId: client,
        name: 'GET /',
        kind: 2,
      })),
    ],
  }
}
