import { join } from 'node:path'

import type { HealthReport, MonitoringData } from '@cryo/protocol'
import { createTempDir, type TempDir } from '@cryo/testing'
import { startPostgres, type TestPostgres } from '@cryo/testing/postgres'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'

import { readStatus, statusWith, TestApp } from '../hub/start-app.ts'

const FIXTURE = join(import.meta.dirname, 'fixtures', 'app.mjs')

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres.remove())

let dir: TempDir
beforeEach(() => {
  dir = createTempDir()
})
afterEach(() => dir[Symbol.dispose]())

function startApp(env: Readonly<Record<string, string>> = {}): TestApp {
  const settings = {
    CRYO_MONITORING_DIR: dir.path,
    CRYO_DASHBOARD_PORT: '0',
    DATABASE: `postgres://postgres:pw@127.0.0.1:${postgres.connection.port}/postgres`,
    ...env,
  }
  return new TestApp(settings, [], FIXTURE)
}

async function ask(url: string, path: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(`${url}${path}`)
  return { status: response.status, body: await response.json() }
}

function find(data: MonitoringData, name: string): Partial<HealthReport['api'][number]> {
  const { database, api, system } = data.health
  return [...database, ...api, ...system].find((check) => check.name === name) ?? {}
}

it('follows a database that stops and starts, on the page, to probes and in the process', async () => {
  await using app = startApp()
  const url = await app.url()
  const well = await statusWith(
    url,
    (data) => find(data, 'main').status === 'ok' && find(data, 'self').status === 'ok',
  )
  expect(find(well, 'main')).toMatchObject({
    service: 'shop',
    kind: 'database',
    required: true,
    failuresInARow: 0,
    message: expect.stringMatching(/^PostgreSQL \d+/) as string,
  })
  expect(find(well, 'own')).toMatchObject({ kind: 'system', status: 'error' })
  expect(await ask(url, '/readyz')).toEqual({ status: 200, body: { status: 'ready', failing: [] } })

  await postgres.stop()
  const down = await statusWith(url, (data) => find(data, 'main').status === 'error')
  expect(find(down, 'main').failuresInARow).toBeGreaterThanOrEqual(3)
  expect(find(down, 'main').message).not.toBeNull()
  expect(await ask(url, '/readyz')).toEqual({ status: 503, body: { status: 'not ready', failing: ['main'] } })
  expect((await ask(url, '/healthz')).status).toBe(200)
  const health = await ask(url, '/monitoring/api/health')
  expect(health).toMatchObject({ status: 200, body: { status: 'unhealthy', database: [{ name: 'main' }] } })
  app.tell('health')
  const [, told = ''] = await app.line(/^health (.*)/)
  expect(JSON.parse(told)).toMatchObject({
    status: 'unhealthy',
    database: [{ name: 'main', status: 'error' }],
  })

  await postgres.start()
  await statusWith(url, (data) => find(data, 'main').status === 'ok')
  expect((await ask(url, '/readyz')).status).toBe(200)
  expect(app.output).not.toMatch(/Error|at file:/)
})

it('tells routes by their traffic, and those that nobody called', async () => {
  await using app = startApp()
  const url = await app.url()
  const [, application = ''] = await app.line(/^application (.*)/)
  const before = await statusWith(url, (data) => find(data, 'GET /never').status !== undefined)
  expect(find(before, 'GET /never')).toMatchObject({
    status: 'unknown',
    message: 'not called yet',
    kind: 'api',
  })
  await statusWith(url, (data) => find(data, 'GET /item/:id').status === 'ok')
  app.tell('forget')
  await app.line(/^forgotten/)
  await statusWith(url, (data) => find(data, 'main').status === undefined)
  // As many as succeeded so far, so that half of all fail.
  const { performance } = await readStatus(url)
  const served = performance.routes.find(({ route }) => route === '/item/:id')?.count ?? 0
  for (let index = 0; index <= served; index++) await (await fetch(`${application}/item/bad`)).arrayBuffer()
  const failing = await statusWith(url, (data) => find(data, 'GET /item/:id').status === 'error')
  expect(find(failing, 'GET /item/:id').message).toMatch(/requests failed in the last 5 minutes$/)
  expect(find(failing, 'self').status).toBeUndefined()
})

it('tells the machine, once, and as metrics', async () => {
  await using app = startApp()
  const url = await app.url()
  const data = await statusWith(url, ({ systemInfo }) => systemInfo.usage.length === 3)
  expect(data.systemInfo.usage.map(({ resource }) => resource)).toEqual(['memory', 'cpu', 'disk'])
  for (const name of ['memory', 'cpu', 'disk', 'event loop', 'heap']) {
    await statusWith(url, (one) => find(one, name).kind === 'system')
  }
  await using other = startApp()
  await other.line(/^application/)
  await statusWith(url, ({ systemInfo }) => systemInfo.processes === 2)
  for (;;) {
    const exposition = await (await fetch(`${url}/metrics`)).text()
    const series = exposition.split('\n').filter((line) => line.startsWith('cryo_system_usage{'))
    if (series.length < 3) continue
    expect(series).toHaveLength(3)
    expect(exposition).toMatch(/cryo_health_status\{[^}]*cryo_check_name="main"[^}]*\} 1/)
    break
  }
})

it('does nothing after the end, and nothing at all where monitoring is disabled', async () => {
  await using app = startApp()
  await statusWith(await app.url(), (data) => find(data, 'main').status === 'ok')
  app.tell('stop')
  const [, stopped = ''] = await app.line(/^stopped (.*)/)
  expect(JSON.parse(stopped)).toMatchObject({ status: 'healthy', database: [], api: [], system: [] })

  await using disabled = startApp({ OTEL_SDK_DISABLED: 'true' })
  await disabled.line(/^application/)
  disabled.tell('health')
  const [, told = ''] = await disabled.line(/^health (.*)/)
  expect(JSON.parse(told)).toMatchObject({ status: 'healthy', database: [], api: [], system: [] })
})
