import { once } from 'node:events'
import http, { Agent, createServer, get, request as makeRequest } from 'node:http'
import type { ClientRequest, IncomingMessage, RequestOptions, Server, ServerResponse } from 'node:http'
import https from 'node:https'
import { join } from 'node:path'

import { createTempDir, createTestCertificate } from '@cryo/testing'
import { context, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { suppressTracing } from '@opentelemetry/core'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { close, listen } from './fixtures/servers.ts'
import { activeSpanId, Telemetry } from './fixtures/telemetry.ts'

const isClient = ({ kind }: ReadableSpan): boolean => kind === SpanKind.CLIENT

let telemetry: Telemetry
let server: Server
let handler: (request: IncomingMessage, response: ServerResponse) => unknown
let port: number

beforeEach(async () => {
  telemetry = new Telemetry({ disabled: new Set(['undici']) })
  handler = (request, response) => response.end(request.headers['traceparent'] ?? 'none')
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

const read = async (request: ClientRequest): Promise<string> => {
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk)
  return text
}

describe('a request', () => {
  test('is a span of kind CLIENT, a child of the caller’s, whose context goes along', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    let parentId = ''
    telemetry.tracer.startActiveSpan('caller', (caller) => {
      parentId = caller.spanContext().spanId
      resolve(read(get(`http://127.0.0.1:${port}/a/b?token=hunter2&c=1#d`)))
      caller.end()
    })
    const body = await promise
    const span = await telemetry.waitForOne(isClient)
    expect(span.name).toBe('GET')
    expect(span.parentSpanContext?.spanId).toBe(parentId)
    expect(span.status.code).toBe(SpanStatusCode.UNSET)
    expect(body).toBe(`00-${span.spanContext().traceId}-${span.spanContext().spanId}-01`)
    expect(span.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': port,
      'url.full': `http://127.0.0.1:${port}/a/b?token=REDACTED&c=1`,
      'network.peer.address': '127.0.0.1',
      'network.peer.port': port,
      'network.protocol.version': '1.1',
    })
  })

  test.each<[string, RequestOptions, Record<string, unknown>]>([
    ['options', { auth: 'user:hunter2', path: '/x' }, { 'url.full': 'http://127.0.0.1:PORT/x' }],
    [
      'another Host',
      { headers: { host: 'other.test' } },
      { 'server.address': '127.0.0.1', 'server.port': 'PORT' },
    ],
    [
      'a list of headers',
      { headers: ['host', 'x', 'a', 'b'] as never },
      { 'http.response.status_code': 200 },
    ],
    [
      'no default headers',
      { setHost: false, headers: { host: '127.0.0.1' } },
      { 'http.response.status_code': 200 },
    ],
    ['an unknown method', { method: 'PROPFIND' }, { 'http.request.method': '_OTHER' }],
    ['an Expect header', { headers: { expect: '100-continue' } }, { 'http.response.status_code': 200 }],
  ])('with %s is told', async (_name, options, expected) => {
    await read(makeRequest({ host: '127.0.0.1', port, ...options }).end())
    const { attributes } = await telemetry.waitForOne(isClient)
    const filled = Object.entries(expected).map(([key, value]) => [
      key,
      value === 'PORT' ? port : typeof value === 'string' ? value.replace('PORT', String(port)) : value,
    ])
    expect(attributes).toMatchObject(Object.fromEntries(filled))
    expect(JSON.stringify(attributes)).not.toContain('hunter2')
  })

  test('over a socket of the file system has its path as address', async () => {
    using dir = createTempDir()
    const path = join(dir.path, 'socket')
    const local = createServer((_request, response) => response.end('local'))
    local.listen(path)
    await once(local, 'listening')
    expect(await read(get({ socketPath: path, path: '/x' }))).toBe('local')
    const { attributes } = await telemetry.waitForOne(isClient)
    expect(attributes).toMatchObject({ 'server.address': path, 'url.full': 'http://localhost/x' })
    await close(local)
  })

  test('over https has its scheme', async () => {
    const { certificate, key } = createTestCertificate()
    const secure = https.createServer({ cert: certificate, key }, (_request, response) => response.end())
    const securePort = await listen(secure)
    await read(https.get({ host: '127.0.0.1', port: securePort, ca: certificate, agent: false }))
    const { attributes } = await telemetry.waitForOne(isClient)
    expect(attributes['url.full']).toBe(`https://127.0.0.1:${securePort}/`)
    await close(secure)
  })

  test('through namespaces and names of the module is one span each', async () => {
    await read(http.get(`http://127.0.0.1:${port}/`))
    await read(get(`http://127.0.0.1:${port}/`))
    await read(http.request(`http://127.0.0.1:${port}/`).end())
    await telemetry.wait(isClient, 3)
    expect(telemetry.spans.filter(isClient)).toHaveLength(3)
  })

  test('lasts until the response was read', async () => {
    const request = get(`http://127.0.0.1:${port}/`)
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    expect(telemetry.spans.filter(isClient)).toHaveLength(0)
    response.resume()
    await telemetry.waitForOne(isClient)
  })

  test('calls back in the context of its caller, also where it waited for a connection', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const seen = await Promise.all(
      [1, 2, 3].map((i) =>
        telemetry.tracer.startActiveSpan(`caller ${i}`, async (caller) => {
          const { promise, resolve } = Promise.withResolvers<string[]>()
          get({ host: '127.0.0.1', port, agent }, (response) => {
            const ids = [activeSpanId()]
            response
              .on('data', () => ids.push(activeSpanId()))
              .on('end', () => resolve([...ids, activeSpanId()]))
          })
          const ids = await promise
          caller.end()
          return ids.every((id) => id === caller.spanContext().spanId)
        }),
      ),
    )
    expect(seen).toEqual([true, true, true])
    agent.destroy()
  })

  test('is left alone where tracing is suppressed', async () => {
    const body = await context.with(suppressTracing(context.active()), () =>
      read(get(`http://127.0.0.1:${port}/`)),
    )
    expect(body).toBe('none')
    expect(telemetry.spans.filter(isClient)).toEqual([])
    expect(await telemetry.points('http.client.request.duration')).toEqual([])
  })
})

describe('a request that fails', () => {
  test.each([
    [404, '404'],
    [500, '500'],
  ])('with status %i has that as error.type', async (status, errorType) => {
    handler = (_request, response) => response.writeHead(status).end()
    await read(get(`http://127.0.0.1:${port}/`))
    const span = await telemetry.waitForOne(isClient)
    expect(span.status.code).toBe(SpanStatusCode.ERROR)
    expect(span.attributes['error.type']).toBe(errorType)
  })

  test('to connect has the code of the error, which reaches the caller as it is', async () => {
    const free = createServer()
    const freePort = await listen(free)
    await close(free)
    const request = get(`http://127.0.0.1:${freePort}/`)
    const [error] = (await once(request, 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toBe('ECONNREFUSED')
    const span = await telemetry.waitForOne(isClient)
    expect(span.attributes['error.type']).toBe('ECONNREFUSED')
    expect(span.status.code).toBe(SpanStatusCode.ERROR)
    expect(span.attributes['http.response.status_code']).toBeUndefined()
  })

  test.each<[string, (request: ClientRequest) => void, string]>([
    ['is destroyed at once', (request) => request.destroy(), 'ECONNRESET'],
    ['is destroyed with an error', (request) => request.destroy(new TypeError('mine')), 'TypeError'],
    ['is aborted', (request) => request.abort(), 'ECONNRESET'],
    [
      'is destroyed once sent',
      (request) => void request.once('finish', () => request.destroy()),
      'ECONNRESET',
    ],
  ])('because it %s ends once', async (_name, end, errorType) => {
    handler = () => {}
    const request = get(`http://127.0.0.1:${port}/`)
    request.on('error', () => {})
    end(request)
    const span = await telemetry.waitForOne(isClient)
    expect(span.attributes['error.type']).toBe(errorType)
    if (!request.closed) await once(request, 'close')
    expect(telemetry.spans.filter(isClient)).toHaveLength(1)
  })

  test('because its signal fires ends once', async () => {
    handler = () => {}
    const controller = new AbortController()
    const request = get(`http://127.0.0.1:${port}/`, { signal: controller.signal })
    request.on('error', () => {})
    await once(request, 'finish')
    controller.abort()
    const span = await telemetry.waitForOne(isClient)
    expect(span.attributes['error.type']).toBe('ABORT_ERR')
  })

  test('because the server hangs up, before the response or within it, ends once', async () => {
    handler = (request, response) => {
      if (request.url === '/within') response.write('some', () => response.destroy())
      else response.destroy()
    }
    const before = get(`http://127.0.0.1:${port}/before`)
    await once(before, 'error')
    const within = get(`http://127.0.0.1:${port}/within`)
    const [response] = (await once(within, 'response')) as [IncomingMessage]
    await once(response.resume(), 'error')
    const spans = await telemetry.wait(isClient, 2)
    expect(spans.map(({ attributes }) => attributes['error.type'])).toEqual(['ECONNRESET', 'ECONNRESET'])
    expect(spans[1]?.attributes['http.response.status_code']).toBe(200)
  })

  test('but not because the caller has read enough', async () => {
    handler = (_request, response) => void response.write('some')
    const request = get(`http://127.0.0.1:${port}/`)
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    response.destroy()
    const span = await telemetry.waitForOne(isClient)
    expect(span.status.code).toBe(SpanStatusCode.UNSET)
  })
})

test('an upgrade ends with its status, and the connection is the caller’s', async () => {
  server.on('upgrade', (_request, socket) => {
    socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n')
  })
  const request = get({ host: '127.0.0.1', port, headers: { upgrade: 'echo', connection: 'Upgrade' } })
  await once(request, 'upgrade')
  const { attributes } = await telemetry.waitForOne(isClient)
  expect(attributes['http.response.status_code']).toBe(101)
})

test('the metric has method, server and status', async () => {
  await read(get(`http://127.0.0.1:${port}/a`))
  await read(get(`http://127.0.0.1:${port}/b`))
  handler = (_request, response) => response.writeHead(404).end()
  await read(get(`http://127.0.0.1:${port}/c`))
  await telemetry.wait(isClient, 3)
  const base = {
    'http.request.method': 'GET',
    'server.address': '127.0.0.1',
    'server.port': port,
    'url.scheme': 'http',
    'network.protocol.version': '1.1',
  }
  expect(await telemetry.points('http.client.request.duration')).toEqual([
    { attributes: { ...base, 'http.response.status_code': 200 }, value: 2 },
    { attributes: { ...base, 'http.response.status_code': 404, 'error.type': '404' }, value: 1 },
  ])
})
