import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'

import { context, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { suppressTracing } from '@opentelemetry/core'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { Pool, ProxyAgent, request } from 'undici'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { close, listen } from './fixtures/servers.ts'
import { activeSpanId, Telemetry } from './fixtures/telemetry.ts'

const isClient = ({ kind }: ReadableSpan): boolean => kind === SpanKind.CLIENT

let telemetry: Telemetry
let server: Server
let handler: (request: IncomingMessage, response: ServerResponse) => unknown
let origin: string
let port: number

beforeEach(async () => {
  telemetry = new Telemetry({ disabled: new Set(['http']) })
  handler = (received, response) => response.end(received.headers['traceparent'] ?? 'none')
  server = createServer((received, response) => {
    handler(received, response)
  })
  port = await listen(server)
  origin = `http://127.0.0.1:${port}`
})

afterEach(async () => {
  await close(server)
  telemetry.stop()
  expect(telemetry.failures).toEqual([])
})

const callers: [string, (path: string) => Promise<string>][] = [
  ['fetch', async (path) => (await fetch(origin + path)).text()],
  ['request of undici', async (path) => (await request(origin + path)).body.text()],
  [
    'Pool of undici',
    async (path) => {
      const pool = new Pool(origin, { connections: 1 })
      const { body } = await pool.request({ path, method: 'GET' })
      const text = await body.text()
      await pool.close()
      return text
    },
  ],
]

describe.each(callers)('%s', (_name, call) => {
  test('is a span of kind CLIENT, a child of the caller’s, whose context goes along', async () => {
    const [parentId, body] = await telemetry.tracer.startActiveSpan('caller', async (caller) => {
      const text = await call('/a?sig=hunter2&b=1')
      expect(activeSpanId()).toBe(caller.spanContext().spanId)
      caller.end()
      return [caller.spanContext().spanId, text] as const
    })
    const span = await telemetry.waitForOne(isClient)
    expect(span).toMatchObject({ name: 'GET', parentSpanContext: { spanId: parentId } })
    expect(body).toBe(`00-${span.spanContext().traceId}-${span.spanContext().spanId}-01`)
    expect(span.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': port,
      'url.full': `${origin}/a?sig=REDACTED&b=1`,
      'network.peer.address': '127.0.0.1',
      'network.peer.port': port,
    })
    expect(telemetry.spans.filter(isClient)).toHaveLength(1)
  })

  test('has the status of a failure as error.type', async () => {
    handler = (_request, response) => response.writeHead(503).end()
    await call('/')
    const span = await telemetry.waitForOne(isClient)
    expect(span.attributes['error.type']).toBe('503')
    expect(span.status.code).toBe(SpanStatusCode.ERROR)
  })

  test('that cannot connect has the code of the error', async () => {
    await close(server)
    await expect(call('/')).rejects.toBeInstanceOf(Error)
    expect((await telemetry.waitForOne(isClient)).attributes['error.type']).toBe('ECONNREFUSED')
    server = createServer()
    await listen(server)
  })

  test('is left alone where tracing is suppressed', async () => {
    const body = await context.with(suppressTracing(context.active()), () => call('/'))
    expect(body).toBe('none')
    expect(telemetry.spans).toEqual([])
  })
})

test('a fetch that is aborted ends once, with the name of the error', async () => {
  handler = () => {}
  const controller = new AbortController()
  const pending = fetch(origin, { signal: controller.signal })
  await once(server, 'request')
  controller.abort()
  await expect(pending).rejects.toThrow('aborted')
  expect((await telemetry.waitForOne(isClient)).attributes['error.type']).toBe('AbortError')
  expect(telemetry.spans).toHaveLength(1)
})

test('a redirect is a request of its own', async () => {
  handler = (received, response) =>
    received.url === '/from' ? response.writeHead(302, { location: '/to' }).end() : response.end('there')
  await (await fetch(`${origin}/from`)).text()
  const spans = await telemetry.wait(isClient, 2)
  expect(spans.map(({ attributes }) => attributes['http.response.status_code'])).toEqual([302, 200])
})

test('a tunnel is not told beside the request that goes through it', async () => {
  server.on('connect', (_request, socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    socket.once('data', () =>
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok'),
    )
  })
  const dispatcher = new ProxyAgent({ uri: origin, proxyTunnel: true })
  const { body } = await request('http://far.test/x', { dispatcher })
  expect(await body.text()).toBe('ok')
  await dispatcher.close()
  const spans = await telemetry.wait(isClient)
  expect(spans.map(({ attributes }) => attributes['url.full'])).toEqual(['http://far.test/x'])
})

test('credentials in a URL are not told', async () => {
  await (await request(`http://user:hunter2@127.0.0.1:${port}/x`)).body.text()
  const { attributes } = await telemetry.waitForOne(isClient)
  expect(attributes['url.full']).toBe(`${origin}/x`)
})

test('the metric has method, server and status', async () => {
  await (await fetch(`${origin}/a`)).text()
  await (await fetch(`${origin}/b`, { method: 'POST', body: 'x' })).text()
  await telemetry.wait(isClient, 2)
  const base = {
    'server.address': '127.0.0.1',
    'server.port': port,
    'url.scheme': 'http',
    'http.response.status_code': 200,
  }
  expect(await telemetry.points('http.client.request.duration')).toEqual([
    { attributes: { ...base, 'http.request.method': 'GET' }, value: 1 },
    { attributes: { ...base, 'http.request.method': 'POST' }, value: 1 },
  ])
})
