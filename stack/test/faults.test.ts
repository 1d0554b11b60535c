import { spawnSync } from 'node:child_process'

import { createTempDir, findFreePort } from '@cryo/testing'
import type { TempDir } from '@cryo/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { Service } from '../service.ts'
import { type Part, type Stack, startStack } from '../start-stack.ts'
import { type CollectorGate, drip, type GateFault, refuseWith, startCollectorGate } from './collector-gate.ts'
import { until, untilValue } from './prometheus-query.ts'
import { hasStack } from './require-stack.ts'
import { TestApp } from './test-app.ts'

/** A hub that found nobody tries again after up to 30 s. */
const LIMIT_MS = 300_000

interface Pipeline {
  readonly signal: string
  readonly produced: number
  readonly delivered: number
  readonly spooled: number
  readonly dropped: Readonly<Record<string, number>>
}

async function readTracesOf(page: string): Promise<Pipeline> {
  const status = (await (await fetch(`${page}/monitoring/api/status`)).json()) as {
    readonly systemInfo: { readonly pipeline: readonly Pipeline[] }
  }
  const found = status.systemInfo.pipeline.find(({ signal }) => signal === 'traces')
  if (found === undefined) throw new Error('nothing is told of traces')
  return found
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

describe.runIf(hasStack)('an outage', { timeout: LIMIT_MS }, () => {
  let dir: TempDir
  let stack: Stack
  let gate: CollectorGate
  let app: TestApp
  let page: string
  let operations = 0

  beforeAll(async () => {
    dir = createTempDir()
    const pagePort = await findFreePort()
    page = `http://127.0.0.1:${pagePort}`
    stack = await startStack({
      dir: dir.file('stack'),
      ports: 'free',
      parts: ['tempo', 'prometheus', 'collector'],
      hub: { webhookUrl: page, webhookToken: 'none' },
    })
    gate = await startCollectorGate(stack.urls.collector)
    app = new TestApp({
      CRYO_DASHBOARD_PORT: String(pagePort),
      CRYO_MONITORING_DIR: dir.file('monitoring'),
      OTEL_SERVICE_NAME: 'lab',
      OTEL_EXPORTER_OTLP_ENDPOINT: gate.url,
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
    })
    await operate(200)
    await allDelivered()
  }, LIMIT_MS)
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
    await gate?.[Symbol.asyncDispose]()
    await stack?.stop()
    dir?.[Symbol.dispose]()
  })

  /** Each operation is one span. */
  async function operate(count: number): Promise<void> {
    operations += count
    const before = app.lines.filter((line) => line === 'operated').length
    app.tell(`operations ${count} 0`)
    await app.said('operated', before + 1)
  }

  /** The same, spread over time. */
  async function operateFor(perSecond: number, seconds: number): Promise<void> {
    operations += perSecond * seconds
    const before = app.lines.filter((line) => line === 'operated').length
    app.tell(`rate ${perSecond} ${seconds}`)
    await app.said('operated', before + 1)
  }

  /** Waits for the account to close: each span delivered, none lost, none left. */
  async function allDelivered(): Promise<void> {
    const { produced, spooled, dropped } = await until(
      () => readTracesOf(page),
      ({ delivered }) => delivered >= operations,
    )
    expect({
      produced,
      spooled,
      lost: sumOf(dropped),
    }).toEqual({
      produced: operations,
      spooled: 0,
      lost: 0,
    })
  }

  function part(name: Part): Service {
    const service = stack.services[name]
    if (service === undefined) throw new Error(`there is no ${name}`)
    return service
  }

  const burst = async (): Promise<void> => {
    for (let time = 0; time < 5; time++) await operate(400)
  }

  it.each([
    [
      'of the collector, which is ended and started again',
      (service: Service) => service.stop(),
      burst,
      (service: Service) => service.start(),
    ],
    [
      'of the collector, which is killed and started again',
      (service: Service) => service.kill(),
      burst,
      (service: Service) => service.start(),
    ],
    [
      'of the collector, which hangs for longer than it is waited for',
      async (service: Service) => service.signal('SIGSTOP'),
      // Without a flush, of which each would wait for its answer.
      () => operateFor(100, 20),
      async (service: Service) => service.signal('SIGCONT'),
    ],
  ])('%s loses nothing, to the span', async (_name, fail, meanwhile, mend) => {
    await fail(part('collector'))
    await meanwhile()
    const { produced, delivered } = await readTracesOf(page)
    expect([produced, delivered < produced]).toEqual([operations, true])
    await mend(part('collector'))
    await operate(1)
    await allDelivered()
  })

  it('of the collector for two minutes, at 1,000 spans a second, loses nothing, to the span', async () => {
    await part('collector').stop()
    await operateFor(1000, 120)
    await part('collector').start()
    await operate(1)
    await allDelivered()
  })

  it.each<[string, number, GateFault]>([
    ['429 with Retry-After', 12, refuseWith(429, 5)],
    ['503 for a minute', 60, refuseWith(503)],
    ['a byte a second', 25, drip],
  ])('in which the answer is %s loses nothing, to the span', async (_name, seconds, fault) => {
    const before = gate.refused
    gate.setFault(fault)
    await operateFor(100, seconds)
    expect(gate.refused).toBeGreaterThan(before)
    expect((await readTracesOf(page)).delivered).toBeLessThan(operations)
    gate.setFault(null)
    await operate(1)
    await allDelivered()
  })

  it('of Tempo, for which the collector keeps what it has, leaves every trace', async () => {
    const search = new URLSearchParams({ q: '{ name = "kept" }', limit: '100' })
    const countKept = async (): Promise<number> => {
      const found = await fetch(`${stack.urls.tempo}/api/search?${search}`)
      const { traces = [] } = (await found.json()) as { readonly traces?: readonly unknown[] }
      return traces.length
    }
    await part('tempo').stop()
    app.tell('failures kept 20')
    await app.said('failed')
    operations += 20
    await allDelivered()
    await part('tempo').start()
    await until(countKept, (count) => count === 20)
  })

  it('and one of Prometheus, for which the collector keeps what it has, leave every sum as it is', async () => {
    await part('prometheus').stop()
    await operate(100)
    await allDelivered()
    await part('prometheus').start()
    await operate(1)
    // Each operation has ten items.
    await untilValue(stack.urls.prometheus, 'sum(cryo_operation_items_total)', operations * 10)
    await untilValue(stack.urls.prometheus, 'sum(cryo_operation_duration_seconds_count)', operations)
  })
})

const canMount = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0
if (!canMount) console.warn('SKIPPED: this machine mounts nothing for us, so no disk of a spool is full')

describe.runIf(hasStack && canMount)('a disk that is full', { timeout: LIMIT_MS }, () => {
  it('costs what finds no room in memory, and each span is accounted for', async () => {
    using dir = createTempDir()
    const pagePort = await findFreePort()
    const page = `http://127.0.0.1:${pagePort}`
    await using stack = await startStack({
      dir: dir.file('stack'),
      ports: 'free',
      parts: ['tempo', 'prometheus', 'collector'],
      hub: { webhookUrl: page, webhookToken: 'none' },
    })
    await using app = new TestApp(
      {
        CRYO_DASHBOARD_PORT: String(pagePort),
        CRYO_MONITORING_DIR: '/mnt/monitoring',
        OTEL_SERVICE_NAME: 'full',
        OTEL_EXPORTER_OTLP_ENDPOINT: stack.urls.collector,
      },
      ['unshare', '-Urm', 'bash', '-c', 'mount -t tmpfs -o size=600k tmpfs /mnt && exec "$@"', 'bash'],
    )
    await app.said('ready')
    await stack.services.collector?.stop()
    app.tell('rate 2000 30')
    await app.said('operated')
    const read = async (): Promise<Pipeline> => readTracesOf(page)
    await until(read, ({ produced, dropped }) => produced === 60_000 && sumOf(dropped) > 0)
    await stack.services.collector?.start()
    const { delivered, dropped } = await until(
      read,
      (now) => now.spooled === 0 && now.delivered + sumOf(now.dropped) === now.produced,
    )
    expect(delivered).toBeGreaterThan(0)
    expect(Object.entries(dropped).filter(([, count]) => count > 0)).toEqual([
      [expect.stringMatching(/^(?:queue_full|spool_error)$/), sumOf(dropped)],
    ])
    // The other end has counted the same.
    await untilValue(
      stack.urls.prometheus,
      'sum(traces_span_metrics_calls_total{service_name="full"})',
      delivered,
    )
  })
})
