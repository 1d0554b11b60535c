import { readdirSync } from 'node:fs'
import { join } from 'node:path'

import type { MonitoringData } from '@cryo/protocol'
import { createTempDir, findFreePort, startOtlpSink } from '@cryo/testing'
import type { OtlpSink, TempDir } from '@cryo/testing'
import { describe, expect, it } from 'vitest'

import { statusWith, TestApp } from '../hub/start-app.ts'

const APP = join(import.meta.dirname, 'fixtures', 'app.cjs')

function start(dir: TempDir, env: Readonly<Record<string, string>> = {}): TestApp {
  return new TestApp(
    {
      CRYO_DASHBOARD_PORT: '0',
      CRYO_MONITORING_DIR: dir.path,
      OTEL_SERVICE_NAME: 'beside',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      ...env,
    },
    [],
    APP,
  )
}

describe('an OpenTelemetry SDK that was there before us', () => {
  it('stays in charge, which one line says; what it knows is on the page', async () => {
    using dir = createTempDir()
    await using app = start(dir)
    const url = await app.url()
    app.tell('work')
    await app.line(/^did work$/)
    const { performance, operations, errors, systemInfo } = await statusWith(
      url,
      (data) => hasWorked(data) && data.errors.groups.length > 0,
    )
    expect(app.output.match(/another OpenTelemetry SDK.*/g)).toEqual([
      'another OpenTelemetry SDK is registered: it stays in charge; its spans come here too',
    ])
    expect(performance.requests).toMatchObject({ count: 2, failures: 1 })
    expect(performance.routes).toEqual([
      expect.objectContaining({
        service: 'beside',
        method: 'GET',
        route: '/molecules/:id',
        count: 2,
        failures: 1,
      }),
    ])
    expect(performance.dependencies).toEqual([
      expect.objectContaining({
        host: expect.stringMatching(/^localhost:\d+$/) as string,
        count: 2,
        failures: 1,
      }),
    ])
    expect(performance.queries).toEqual([
      expect.objectContaining({
        system: 'postgresql',
        operation: 'SELECT',
        collection: 'molecules',
        count: 1,
      }),
    ])
    expect(operations).toEqual([expect.objectContaining({ name: 'beside', count: 1, items: 3 })])
    expect(errors.groups).toEqual([
      expect.objectContaining({
        type: 'TypeError',
        message: 'no such molecule',
        count: 1,
        operations: ['GET'],
      }),
    ])
    expect(systemInfo.spans.map(({ name }) => name)).toContain('beside')
  })

  it('exports its spans and metrics itself: the collector gets each of them once', async () => {
    using dir = createTempDir()
    await using sink = await startOtlpSink()
    await using app = start(dir, { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url })
    const url = await app.url()
    app.tell('work')
    await statusWith(url, hasWorked)
    app.tell('end')
    expect(await app.exited()).toEqual({ code: 0, signal: null })
    expect(namesOf(sink)).toEqual([
      'GET',
      'GET',
      'GET',
      'GET',
      'beside',
      'pg-pool.connect',
      'pg.query:SELECT',
    ])
    const metrics = (name: string): string[] => [
      ...new Set(sink.metrics.filter((metric) => metric.name === name).map(({ scope }) => scope.name)),
    ]
    expect(metrics('http.server.request.duration')).toEqual(['@opentelemetry/instrumentation-http'])
    expect(metrics('db.client.operation.duration')).toEqual([])
    expect(metrics('cryo.operation.duration')).toEqual(['@cryo/monitoring'])
  })

  it('leaves nothing for the spool when the process ends', async () => {
    using dir = createTempDir()
    await using app = start(dir)
    await app.line(/^ready/)
    app.tell('work\nexit')
    await app.exited()
    const files = readdirSync(dir.path, { recursive: true, encoding: 'utf8' })
    // The history has a database of traces, which is no batch that waits.
    expect(files.filter((file) => file.includes('traces') && !file.includes('traces.sqlite'))).toEqual([])
  })

  it('is joined once, however often monitoring stops and starts', async () => {
    using dir = createTempDir()
    const port = await findFreePort()
    await using app = start(dir, { CRYO_DASHBOARD_PORT: String(port) })
    await app.line(/^ready/)
    app.tell('restart')
    await app.line(/^did restart$/)
    app.tell('work')
    const { performance, systemInfo } = await statusWith(
      `http://127.0.0.1:${port}`,
      (data) => hasWorked(data) && data.systemInfo.spans.length > 0,
    )
    expect(performance.requests.count).toBe(2)
    expect(systemInfo.spans.filter(({ name }) => name === 'beside')).toHaveLength(1)
  })
})

/** The server's side of a request may end after the client's. */
function hasWorked({ performance }: MonitoringData): boolean {
  return performance.queries.length > 0 && performance.requests.count >= 2
}

function namesOf({ spans }: OtlpSink): string[] {
  return spans.map(({ name }) => name).toSorted()
}
