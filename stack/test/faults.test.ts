import { createTempDir, findFreePort } from '@cryo/testing'
import type { TempDir } from '@cryo/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { Service } from '../service.ts'
import { type Stack, startStack } from '../start-stack.ts'
import { until, untilValue } from './prometheus-query.ts'
import { hasStack } from './require-stack.ts'
import { TestApp } from './test-app.ts'

/** A hub that found nobody tries again after up to 30 s. */
const LIMIT_MS = 180_000

interface Pipeline {
  readonly signal: string
  readonly produced: number
  readonly delivered: number
  readonly spooled: number
  readonly dropped: Readonly<Record<string, number>>
}

describe.runIf(hasStack)('an outage', { timeout: LIMIT_MS }, () => {
  let dir: TempDir
  let stack: Stack
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
    app = new TestApp({
      CRYO_DASHBOARD_PORT: String(pagePort),
      CRYO_MONITORING_DIR: dir.file('monitoring'),
      OTEL_SERVICE_NAME: 'lab',
      OTEL_EXPORTER_OTLP_ENDPOINT: stack.urls.collector,
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
    })
    await operate(200)
    await allDelivered()
  }, LIMIT_MS)
  afterAll(async () => {
    await app?.[Symbol.asyncDispose]()
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

  async function readPipeline(): Promise<readonly Pipeline[]> {
    const status = (await (await fetch(`${page}/monitoring/api/status`)).json()) as {
      systemInfo: { pipeline: Pipeline[] }
    }
    return status.systemInfo.pipeline
  }

  async function readTraces(): Promise<Pipeline> {
    const found = (await readPipeline()).find(({ signal }) => signal === 'traces')
    if (found === undefined) throw new Error('nothing is told of traces')
    return found
  }

  /** Waits for the account to close: each span delivered, none lost, none left. */
  async function allDelivered(): Promise<void> {
    const { produced, spooled, dropped } = await until(readTraces, ({ delivered }) => delivered >= operations)
    expect({
      produced,
      spooled,
      lost: Object.values(dropped).reduce((sum, count) => sum + count, 0),
    }).toEqual({
      produced: operations,
      spooled: 0,
      lost: 0,
    })
  }

  function part(name: 'collector' | 'prometheus'): Service {
    const service = stack.services[name]
    if (service === undefined) throw new Error(`there is no ${name}`)
    return service
  }

  it.each([
    [
      'of the collector, which is ended and started again',
      (service: Service) => service.stop(),
      (service: Service) => service.start(),
    ],
    [
      'of the collector, which is killed and started again',
      (service: Service) => service.kill(),
      (service: Service) => service.start(),
    ],
    [
      'of the collector, which hangs for a while',
      async (service: Service) => service.signal('SIGSTOP'),
      async (service: Service) => service.signal('SIGCONT'),
    ],
  ])('%s loses nothing, to the span', async (_name, fail, mend) => {
    await fail(part('collector'))
    for (let time = 0; time < 5; time++) await operate(400)
    const { produced, delivered } = await readTraces()
    expect([produced, delivered < produced]).toEqual([operations, true])
    await mend(part('collector'))
    await operate(1)
    await allDelivered()
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
