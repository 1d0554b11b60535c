import { once } from 'node:events'
import { connect, createSecureServer, createServer } from 'node:http2'
import type { ClientHttp2Session, Http2Server } from 'node:http2'

import { createTestCertificate } from '@cryo/testing'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { listen } from './fixtures/servers.ts'
import { activeSpanId, Telemetry } from './fixtures/telemetry.ts'

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const isServer = ({ kind }: ReadableSpan): boolean => kind === SpanKind.SERVER

let telemetry: Telemetry
let server: Http2Server
let session: ClientHttp2Session

beforeEach(() => {
  telemetry = new Telemetry()
})

afterEach(async () => {
  session.destroy()
  await new Promise((resolve) => server.close(resolve))
  telemetry.stop()
  expect(telemetry.failures).toEqual([])
})

const read = async (stream: AsyncIterable<Buffer>): Promise<string> => {
  let text = ''
  for await (const chunk of stream) text += chunk.toString()
  return text
}

test('a stream is a span, its body and its end in the same context', async () => {
  const seen: string[] = []
  server = createServer()
  server.on('stream', (stream) => {
    seen.push(activeSpanId())
    stream.on('data', () => seen.push(activeSpanId()))
    stream.on('end', () => {
      seen.push(activeSpanId())
      stream.respond({ ':status': 503 })
      stream.end('busy')
    })
  })
  session = connect(`http://127.0.0.1:${await listen(server)}`)
  const stream = session.request({ ':method': 'POST', ':path': '/a?b=1', traceparent: TRACEPARENT })
  stream.write('one')
  await expect.poll(() => seen.length).toBe(2)
  stream.end('two')
  expect(await read(stream)).toBe('busy')
  const span = await telemetry.waitForOne(isServer)
  expect(span).toMatchObject({ name: 'POST', parentSpanContext: { spanId: 'b7ad6b7169203331' } })
  expect(span.status.code).toBe(SpanStatusCode.ERROR)
  expect(span.attributes).toMatchObject({
    'url.path': '/a',
    'url.query': 'b=1',
    'url.scheme': 'http',
    'http.response.status_code': 503,
    'network.protocol.version': '2',
    'server.address': '127.0.0.1',
    'client.address': '127.0.0.1',
  })
  expect(new Set(seen)).toEqual(new Set([span.spanContext().spanId]))
})

test('requests of the compatibility API are streams, several at once on one connection', async () => {
  const { certificate, key } = createTestCertificate()
  server = createSecureServer({ cert: certificate, key }, (_request, response) => {
    setImmediate(() => response.end(activeSpanId()))
  })
  session = connect(`https://127.0.0.1:${await listen(server)}`, { ca: certificate })
  const bodies = await Promise.all(['/a', '/b', '/c'].map((path) => read(session.request({ ':path': path }))))
  const spans = await telemetry.wait(isServer, 3)
  const ids = spans.toSorted((a, b) =>
    String(a.attributes['url.path']).localeCompare(String(b.attributes['url.path'])),
  )
  expect(bodies).toEqual(ids.map((span) => span.spanContext().spanId))
  expect(spans[0]?.attributes['url.scheme']).toBe('https')
})

test('a stream that the client resets ends, without a status', async () => {
  server = createServer()
  const arrived = once(server, 'stream')
  session = connect(`http://127.0.0.1:${await listen(server)}`)
  const stream = session.request({ ':path': '/left' })
  stream.on('error', () => {})
  await arrived
  stream.close(8)
  const { attributes } = await telemetry.waitForOne(isServer)
  expect(attributes['http.response.status_code']).toBeUndefined()
  expect((await telemetry.points('http.server.active_requests')).every(({ value }) => value === 0)).toBe(true)
})

test('what the server pushes is no request', async () => {
  server = createServer()
  server.on('stream', (stream) => {
    stream.pushStream({ ':path': '/pushed' }, (_error, push) => {
      push.respond({ ':status': 200 })
      push.end('pushed')
    })
    stream.respond({ ':status': 200 })
    stream.end('asked')
  })
  session = connect(`http://127.0.0.1:${await listen(server)}`)
  const pushed = once(session, 'stream')
  await read(session.request({ ':path': '/asked' }))
  const [stream] = (await pushed) as [AsyncIterable<Buffer>]
  await read(stream)
  const spans = await telemetry.wait(isServer)
  expect(spans.map(({ attributes }) => attributes['url.path'])).toEqual(['/asked'])
})
