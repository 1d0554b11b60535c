import { once } from 'node:events'
import { createServer, IncomingMessage } from 'node:http'
import type { Server, ServerResponse } from 'node:http'
import https from 'node:https'

import { createTestCertificate } from '@cryo/testing'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { close, listen, RawClient } from './fixtures/servers.ts'
import { activeSpanId, Telemetry } from './fixtures/telemetry.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c'
const PARENT_ID = 'b7ad6b7169203331'
const isServer = ({ kind }: ReadableSpan): boolean => kind === SpanKind.SERVER

let telemetry: Telemetry
let server: Server
let handler: Handler
let port: number

beforeEach(async () => {
  telemetry = new Telemetry({ disabled: new Set(['undici']) })
  server = createServer((request, response) => {
    handler(request, response)
  })
  port = await listen(server)
})

afterEach(async () => {
  await close(server)
  telemetry.stop()
  expect(telemetry.failures).toEqual([])
})

const get = async (path: string, init?: RequestInit): Promise<Response> => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, init)
  await response.arrayBuffer()
  return response
}

describe('a request', () => {
  test('is one span of kind SERVER with the attributes of the semantic conventions', async () => {
    handler = (_request, response) => response.end('ok')
    await get('/search?q=ice&api_key=hunter2', { headers: { 'user-agent': 'tests/1' } })
    const span = await telemetry.waitForOne(isServer)
    expect(span.name).toBe('GET')
    expect(span.status.code).toBe(SpanStatusCode.UNSET)
    expect(span.parentSpanContext).toBeUndefined()
    expect(span.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'url.path': '/search',
      'url.query': 'q=ice&api_key=REDACTED',
      'url.scheme': 'http',
      'server.address': '127.0.0.1',
      'server.port': port,
      'client.address': '127.0.0.1',
      'network.peer.address': '127.0.0.1',
      'network.peer.port': expect.any(Number),
      'network.protocol.version': '1.1',
      'user_agent.original': 'tests/1',
    })
    expect(telemetry.spans.filter(isServer)).toHaveLength(1)
  })

  test('continues the trace of its caller, sampled or not', async () => {
    handler = (_request, response) => response.end()
    await get('/', { headers: { traceparent: `00-${TRACE_ID}-${PARENT_ID}-01`, tracestate: 'a=1' } })
    const span = await telemetry.waitForOne(isServer)
    expect(span.spanContext().traceId).toBe(TRACE_ID)
    expect(span.parentSpanContext).toMatchObject({ spanId: PARENT_ID, isRemote: true })
    expect(span.spanContext().traceState?.serialize()).toBe('a=1')
    await get('/', { headers: { traceparent: `00-${TRACE_ID}-${PARENT_ID}-00` } })
    await get('/last')
    await telemetry.wait(({ attributes }) => attributes['url.path'] === '/last')
    expect(telemetry.spans.filter(isServer)).toHaveLength(2)
  })

  test('is not part of the span in which the server was started', async () => {
    const own = createServer((_request, response) => response.end(activeSpanId()))
    const ownPort = await telemetry.tracer.startActiveSpan('boot', async (boot) => {
      const listening = await listen(own)
      boot.end()
      return listening
    })
    const body = await (await fetch(`http://127.0.0.1:${ownPort}/`)).text()
    const span = await telemetry.waitForOne(isServer)
    expect(span.parentSpanContext).toBeUndefined()
    expect(body).toBe(span.spanContext().spanId)
    await close(own)
  })

  test.each([
    [200, SpanStatusCode.UNSET, undefined],
    [204, SpanStatusCode.UNSET, undefined],
    [304, SpanStatusCode.UNSET, undefined],
    [404, SpanStatusCode.UNSET, undefined],
    [500, SpanStatusCode.ERROR, '500'],
    [503, SpanStatusCode.ERROR, '503'],
  ])('with status %i has span status %i and error.type %s', async (status, code, errorType) => {
    handler = (_request, response) => response.writeHead(status).end()
    await get('/')
    const span = await telemetry.waitForOne(isServer)
    expect(span.status.code).toBe(code)
    expect(span.attributes['http.response.status_code']).toBe(status)
    expect(span.attributes['error.type']).toBe(errorType)
  })

  test('with a method that nobody knows is _OTHER', async () => {
    handler = (_request, response) => response.end()
    await get('/', { method: 'HEAD' })
    const client = new RawClient(port)
    client.send('MKCOL / HTTP/1.1', 'Host: x', 'Connection: close', '', '')
    await once(client.socket, 'close')
    const [head, other] = await telemetry.wait(isServer, 2)
    expect(head?.name).toBe('HEAD')
    expect(other?.name).toBe('HTTP')
    expect(other?.attributes).toMatchObject({
      'http.request.method': '_OTHER',
      'http.request.method_original': 'MKCOL',
    })
  })

  test('from behind proxies tells the client and the address that it asked for', async () => {
    handler = (_request, response) => response.end()
    const headers = { 'x-forwarded-for': '203.0.113.9, 10.0.0.1', 'x-forwarded-host': 'shop.test:8443' }
    await get('/', { headers: { ...headers, 'x-forwarded-proto': 'https' } })
    const forwarded = 'for="[2001:db8::7]:4711";proto=https;host=shop.test, for=10.0.0.1'
    await get('/', { headers: { forwarded, 'x-forwarded-for': '1.1.1.1' } })
    const [first, second] = await telemetry.wait(isServer, 2)
    expect(first?.attributes).toMatchObject({
      'client.address': '203.0.113.9',
      'network.peer.address': '127.0.0.1',
      'server.address': 'shop.test',
      'server.port': 8443,
      'url.scheme': 'https',
    })
    expect(second?.attributes).toMatchObject({
      'client.address': '2001:db8::7',
      'server.address': 'shop.test',
    })
  })

  test('to a proxy is told by its path', async () => {
    handler = (_request, response) => response.end()
    const client = new RawClient(port)
    client.send('GET http://other.test/a/b?c=1 HTTP/1.1', 'Host: other.test', 'Connection: close', '', '')
    await once(client.socket, 'close')
    const { attributes } = await telemetry.waitForOne(isServer)
    expect(attributes).toMatchObject({
      'url.path': '/a/b',
      'url.query': 'c=1',
      'server.address': 'other.test',
    })
  })

  test('over https has its scheme', async () => {
    const { certificate, key } = createTestCertificate()
    const secure = https.createServer({ cert: certificate, key }, (_request, response) => response.end())
    const securePort = await listen(secure)
    const request = https.get({ host: '127.0.0.1', port: securePort, ca: certificate, agent: false })
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    response.resume()
    const span = await telemetry.waitForOne(isServer)
    expect(span.attributes).toMatchObject({ 'url.scheme': 'https', 'server.port': securePort })
    await close(secure)
  })

  test('that is not sampled makes no span but counts', async () => {
    telemetry.stop()
    telemetry = new Telemetry({ sampler: new AlwaysOffSampler(), disabled: new Set(['undici']) })
    let seen = ''
    handler = (_request, response) => {
      seen = activeSpanId()
      response.end()
    }
    await get('/')
    await expect.poll(() => telemetry.points('http.server.request.duration')).toHaveLength(1)
    expect(telemetry.spans).toEqual([])
    expect(seen).toMatch(/^[\da-f]{16}$/)
  })
})

describe('metrics', () => {
  test('durations by method, status, scheme and version; requests under way fall back to zero', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    handler = async (request, response) => {
      if (request.url === '/held') await held
      response.writeHead(request.url === '/broken' ? 500 : 200).end()
    }
    const pending = get('/held')
    await Promise.all([get('/a'), get('/b'), get('/broken')])
    await telemetry.wait(isServer, 3)
    const active = { 'http.request.method': 'GET', 'url.scheme': 'http' }
    expect(await telemetry.points('http.server.active_requests')).toEqual([{ attributes: active, value: 1 }])
    release()
    await pending
    await telemetry.wait(isServer, 4)
    expect(await telemetry.points('http.server.active_requests')).toEqual([{ attributes: active, value: 0 }])
    const base = { ...active, 'network.protocol.version': '1.1' }
    expect(await telemetry.points('http.server.request.duration')).toEqual([
      { attributes: { ...base, 'http.response.status_code': 200 }, value: 3 },
      { attributes: { ...base, 'http.response.status_code': 500, 'error.type': '500' }, value: 1 },
    ])
  })
})
