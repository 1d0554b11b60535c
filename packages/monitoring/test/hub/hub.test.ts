import { writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { createTempDir, encodeTraces, startOtlpSink } from '@cryo/testing'
import type { TempDir } from '@cryo/testing'
import type { MonitoringData } from '@cryo/protocol'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { readStatus, statusWith, TestApp } from './start-app.ts'

let dir: TempDir
let env: Record<string, string>
beforeEach(() => {
  dir = createTempDir()
  env = {
    CRYO_DASHBOARD_PORT: '0',
    CRYO_MONITORING_DIR: join(dir.path, 'monitoring'),
    OTEL_SERVICE_NAME: 'hub-test',
  }
})
afterEach(() => dir[Symbol.dispose]())

const countOf = (data: MonitoringData, name: string): number =>
  data.operations.find((operation) => operation.name === name)?.count ?? 0

describe('while the event loop is blocked', () => {
  it('the page answers, and says so; and says when it is over', async () => {
    await using app = new TestApp(env)
    const url = await app.url()
    app.tell('block 3000')
    await app.line(/^blocking/)
    const blocked = await statusWith(url, ({ application }) => application.blocked)
    expect(app.output).not.toContain('unblocked')
    expect(blocked.health.status).toBe('unhealthy')
    expect(blocked.application.lagSeconds).toBeGreaterThan(1)
    expect((await fetch(`${url}/healthz`)).status).toBe(503)
    expect((await fetch(`${url}/metrics`)).status).toBe(200)
    expect(app.output).not.toContain('unblocked')
    await app.line(/^unblocked/)
    const free = await statusWith(url, ({ application }) => !application.blocked)
    expect(free.health.status).toBe('healthy')
  })
})

describe('a hub that dies', () => {
  it.for(['terminate', 'heap', 'buffers'])(
    'of %s is back; the application goes on and no count is lost',
    async (fault) => {
      await using sink = await startOtlpSink()
      await using app = new TestApp({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url }, ['fault.cjs'])
      await app.line(/^hub 1 started/)
      const url = await app.url()
      await statusWith(url, (data) => countOf(data, 'tick') > 10)
      app.send(fault)
      await app.line(/^hub 1 ended/)
      await app.line(/^hub 2 started/)
      app.tell('total')
      const [, total = ''] = await app.line(/^total (\d+)/)
      app.tell('stop')
      await app.line(/^stopped/)
      // Metrics lie in the application's memory and spans in its ring: a hub takes neither with it. What was on its way
      // when it died is sent again, as after every answer that was not heard.
      const ticks = sink.spans.filter(({ name }) => name === 'tick')
      expect(new Set(ticks.map(({ spanId }) => spanId)).size).toBe(Number(total))
      expect(sink.metrics.map(({ name }) => name)).toContain('cryo.operation.duration')
      expect(app.output).not.toMatch(/Error|at file:/)
    },
  )
})

describe('OTLP from other processes', () => {
  const span = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'from elsewhere' }

  async function post(
    url: string,
    body: Uint8Array | string,
    headers: Record<string, string>,
  ): Promise<Response> {
    return fetch(`${url}/v1/traces`, { method: 'POST', body, headers })
  }

  it('is taken as protobuf, packed, and as JSON, and forwarded', async () => {
    await using sink = await startOtlpSink()
    await using app = new TestApp({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url })
    const url = await app.url()
    const protobuf = { 'content-type': 'application/x-protobuf' }
    const body = Uint8Array.from(encodeTraces([span]))
    expect((await post(url, body, protobuf)).status).toBe(200)
    expect(
      (await post(url, Uint8Array.from(gzipSync(body)), { ...protobuf, 'content-encoding': 'gzip' })).status,
    ).toBe(200)
    const json = {
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'python' } }] },
          scopeSpans: [
            {
              spans: [
                {
                  ...span,
                  name: 'from python',
                  kind: 2,
                  startTimeUnixNano: '1795000000000000000',
                  endTimeUnixNano: '1795000001000000000',
                },
              ],
            },
          ],
        },
      ],
    }
    expect((await post(url, JSON.stringify(json), { 'content-type': 'application/json' })).status).toBe(200)
    await sink.waitFor(
      () => sink.spans.filter(({ name }) => name.startsWith('from ')).length === 3,
      'the three spans',
    )
    const data = await readStatus(url)
    expect(data.systemInfo.spans).toContainEqual(
      expect.objectContaining({ service: 'python', name: 'from python', durationSeconds: 1 }),
    )
  })

  it('that is broken is refused with the reason, too large with 413', async () => {
    await using app = new TestApp(env)
    const url = await app.url()
    const protobuf = { 'content-type': 'application/x-protobuf' }
    const broken = await post(url, new Uint8Array([0x0a, 0xff, 0xff]), protobuf)
    expect(broken.status).toBe(400)
    expect((await broken.arrayBuffer()).byteLength).toBeGreaterThan(0)
    const text = await post(url, '{"resourceSpans": 7}', { 'content-type': 'application/json' })
    expect(text.status).toBe(400)
    expect(await text.json()).toMatchObject({ message: expect.stringContaining('resourceSpans') as string })
    expect((await post(url, new Uint8Array(20 * 2 ** 20 + 1), protobuf)).status).toBe(413)
    expect((await post(url, 'x', { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await readStatus(url)).application.blocked).toBe(false)
  })

  it('from an unknown host name is refused', async () => {
    await using app = new TestApp(env)
    const url = new URL(await app.url())
    const status = await new Promise((resolve) => {
      request(
        { host: '127.0.0.1', port: url.port, path: '/monitoring', headers: { host: 'evil.example' } },
        (response) => {
          response.resume()
          resolve(response.statusCode)
        },
      ).end()
    })
    expect(status).toBe(403)
  })
})

describe('several processes', () => {
  it('of one folder share one page, and another takes over when its owner is killed', async () => {
    await using first = new TestApp({ ...env, OTEL_SERVICE_NAME: 'first' })
    const url = await first.url()
    await using second = new TestApp({ ...env, OTEL_SERVICE_NAME: 'second' })
    const both = await statusWith(
      url,
      ({ operations }) => operations.filter(({ name }) => name === 'tick').length === 2,
    )
    expect(both.operations.map(({ service }) => service).toSorted()).toEqual(['first', 'second'])
    expect(both.systemInfo.processes).toBe(2)
    expect(second.output).not.toContain('http://')
    first.kill('SIGKILL')
    const next = await second.url()
    const alone = await statusWith(next, (data) => countOf(data, 'tick') > 0)
    expect(new Set(alone.operations.map(({ service }) => service))).toEqual(new Set(['second']))
  })

  it('of an owner that sees one die without a word: its series end, with the collector too', async () => {
    await using sink = await startOtlpSink()
    await using owner = new TestApp({
      ...env,
      OTEL_SERVICE_NAME: 'owner',
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    })
    const url = await owner.url()
    await using other = new TestApp({
      ...env,
      OTEL_SERVICE_NAME: 'other',
      OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    })
    await statusWith(url, ({ operations }) => operations.some(({ service }) => service === 'other'))
    other.kill('SIGKILL')
    await sink.waitFor(
      () =>
        sink.metrics.some(
          ({ resource, points }) =>
            resource['service.name'] === 'other' && points.some(({ flags }) => flags === 1),
        ),
      'points that end the series of the other',
    )
    const left = await statusWith(url, ({ operations }) =>
      operations.every(({ service }) => service === 'owner'),
    )
    expect(left.systemInfo.processes).toBe(1)
  })

  it('of two folders have a page each, though they want the same port', async () => {
    await using first = new TestApp(env)
    const url = new URL(await first.url())
    await using second = new TestApp({
      ...env,
      CRYO_MONITORING_DIR: join(dir.path, 'another'),
      CRYO_DASHBOARD_PORT: url.port,
    })
    const [line] = await second.line(/port \d+ is taken/)
    expect(line).toContain(url.port)
    expect(new URL(await second.url()).port).not.toBe(url.port)
  })
})

describe('a folder that cannot be written', () => {
  it('is said in one line; everything else works', async () => {
    const file = join(dir.path, 'file')
    writeFileSync(file, '')
    await using app = new TestApp({ ...env, CRYO_MONITORING_DIR: join(file, 'monitoring') })
    const url = await app.url()
    expect(countOf(await statusWith(url, (data) => countOf(data, 'tick') > 0), 'tick')).toBeGreaterThan(0)
    expect(app.output.match(/cannot be written/g)).toHaveLength(1)
  })
})

describe('an orderly end', () => {
  it('sends the last values and the points that end each series', async () => {
    await using sink = await startOtlpSink()
    await using app = new TestApp({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: sink.url })
    await statusWith(await app.url(), (data) => countOf(data, 'tick') > 0)
    app.kill('SIGTERM')
    expect(await app.exited()).toEqual({ code: null, signal: 'SIGTERM' })
    const ends = sink.metrics
      .filter(({ points }) => points.some(({ flags }) => flags === 1))
      .map(({ name }) => name)
    expect(ends).toEqual(
      expect.arrayContaining([
        'cryo.operation.duration',
        'cryo.alert.threshold',
        'process.memory.usage',
        'process.uptime',
      ]),
    )
  })
})
