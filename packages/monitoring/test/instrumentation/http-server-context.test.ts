import { AsyncLocalStorage } from 'node:async_hooks'
import { once } from 'node:events'
import { Agent, createServer, request as makeRequest } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'

import { context, SpanKind, trace } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { close, listen, RawClient } from './fixtures/servers.ts'
import { activeSpanId, Telemetry } from './fixtures/telemetry.ts'

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

const isServer = ({ kind }: ReadableSpan): boolean => kind === SpanKind.SERVER
const pathOf = ({ attributes }: ReadableSpan): unknown => attributes['url.path']

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

describe('the context of a request', () => {
  test('reaches its handler and what that awaits, and nothing outside', async () => {
    const seen: string[] = []
    handler = async (_request, response) => {
      seen.push(activeSpanId())
      await nextTurn()
      seen.push(activeSpanId())
      response.end()
    }
    server.on('connection', () => seen.push(activeSpanId()))
    await (await fetch(`http://127.0.0.1:${port}/`)).text()
    const span = await telemetry.waitForOne(isServer)
    expect(seen).toEqual(['none', span.spanContext().spanId, span.spanContext().spanId])
    expect(activeSpanId()).toBe('none')
  })

  test('is that of data, end, close, finish and error, however late the body comes', async () => {
    const seen: string[] = []
    const note = (event: string) => () => seen.push(`${event} ${activeSpanId()}`)
    handler = (request, response) => {
      request.on('data', note('data')).on('end', note('end')).on('close', note('request close'))
      request.on('end', () => response.end('done'))
      response.on('finish', note('finish')).on('close', note('response close'))
    }
    const client = new RawClient(port)
    client.send('POST / HTTP/1.1', 'Host: x', 'Connection: close', 'Content-Length: 6', '', '')
    await once(server, 'request')
    client.send('abc')
    await expect.poll(() => seen.length).toBe(1)
    client.send('def')
    await client.waitFor(/done/)
    const span = await telemetry.waitForOne(isServer)
    await expect.poll(() => seen.length).toBe(6)
    const id = span.spanContext().spanId
    expect(seen.toSorted()).toEqual(
      ['data', 'data', 'end', 'finish', 'request close', 'response close'].map((event) => `${event} ${id}`),
    )
  })

  test('is the request’s own for each of several on one connection', async () => {
    const seen: Record<string, string[]> = {}
    handler = (request, response) => {
      const ids = (seen[request.url ?? ''] ??= [])
      ids.push(activeSpanId())
      request.on('data', () => ids.push(activeSpanId()))
      request.on('end', () => {
        ids.push(activeSpanId())
        setImmediate(() => {
          ids.push(activeSpanId())
          response.end()
        })
      })
    }
    const client = new RawClient(port)
    const head = (path: string): string => `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n`
    client.send(`${head('/a')}abc${head('/b')}ab`)
    await expect.poll(() => seen['/b']?.length).toBe(2)
    client.send(`c${head('/c')}abc`)
    const spans = await telemetry.wait(isServer, 3)
    for (const span of spans) {
      const ids = seen[String(pathOf(span))]
      expect(new Set(ids)).toEqual(new Set([span.spanContext().spanId]))
      expect(ids?.length).toBeGreaterThanOrEqual(4)
    }
    expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(3)
    client.socket.destroy()
  })

  test('does not mix among a thousand requests at once', async () => {
    handler = async (request, response) => {
      for (let i = 0; i < Number(request.url?.length) % 3; i++) await nextTurn()
      const child = telemetry.tracer.startSpan(String(request.url))
      await nextTurn()
      child.end()
      response.end()
    }
    const agent = new Agent({ keepAlive: true, maxSockets: 50 })
    const paths = Array.from({ length: 1000 }, (_, i) => `/${'x'.repeat(i % 7)}${i}`)
    await Promise.all(
      paths.map(async (path) => {
        const [response] = (await once(
          makeRequest({ agent, port, path, host: '127.0.0.1' }).end(),
          'response',
        )) as [IncomingMessage]
        response.resume()
        await once(response, 'end')
      }),
    )
    const spans = await telemetry.wait(isServer, 1000)
    const servers = new Map(spans.map((span) => [String(pathOf(span)), span.spanContext().spanId]))
    const children = telemetry.spans.filter(({ kind }) => kind === SpanKind.INTERNAL)
    expect(children).toHaveLength(1000)
    for (const child of children) expect(child.parentSpanContext?.spanId).toBe(servers.get(child.name))
    agent.destroy()
  })

  test('leaves the application’s own spans and storages as they are when something is emitted inside them', async () => {
    const storage = new AsyncLocalStorage<string>()
    let seen: unknown
    let childId: string | undefined
    handler = (request, response) => {
      request.on('note', () => {
        seen = [activeSpanId(), storage.getStore()]
      })
      telemetry.tracer.startActiveSpan('child', (child) => {
        childId = child.spanContext().spanId
        storage.run('mine', () => request.emit('note'))
        child.end()
      })
      response.end()
    }
    await (await fetch(`http://127.0.0.1:${port}/`)).text()
    await telemetry.waitForOne(isServer)
    expect(seen).toEqual([childId, 'mine'])
  })

  test('can be followed with the API: values set on it stay beside its span', async () => {
    const key = Symbol('key')
    let seen: unknown
    handler = (_request, response) => {
      const active = context.active()
      const derived = active.setValue(key, 1)
      seen = [
        trace.getSpan(derived) === trace.getSpan(active),
        derived.getValue(key),
        active.getValue(key),
        derived.deleteValue(key).getValue(key),
        trace.getSpan(trace.deleteSpan(derived)),
        trace.deleteSpan(derived).getValue(key),
      ]
      response.end()
    }
    await (await fetch(`http://127.0.0.1:${port}/`)).text()
    await telemetry.waitForOne(isServer)
    expect(seen).toEqual([true, 1, undefined, undefined, undefined, 1])
  })
})

describe('a request that goes wrong', () => {
  test('has no status if the client leaves before there is one', async () => {
    handler = () => {}
    const client = new RawClient(port)
    client.send('GET /left HTTP/1.1', 'Host: x', '', '')
    await once(server, 'request')
    client.socket.destroy()
    const { attributes, status } = await telemetry.waitForOne(isServer)
    expect(attributes['http.response.status_code']).toBeUndefined()
    expect(status.code).toBe(0)
    const [point] = await telemetry.points('http.server.active_requests')
    expect(point?.value).toBe(0)
  })

  test('keeps its status if the client leaves in the middle of the response', async () => {
    handler = (_request, response) => response.writeHead(200).write('some')
    const client = new RawClient(port)
    client.send('GET /partial HTTP/1.1', 'Host: x', '', '')
    await client.waitFor(/some/)
    client.socket.destroy()
    const { attributes } = await telemetry.waitForOne(isServer)
    expect(attributes['http.response.status_code']).toBe(200)
  })

  test('ends too while it waits behind another on a connection that breaks', async () => {
    let waiting = 0
    handler = (request, response) => {
      request.resume()
      waiting++
      if (request.url === '/second') response.end('never sent')
    }
    const client = new RawClient(port)
    client.send('GET /first HTTP/1.1', 'Host: x', '', 'GET /second HTTP/1.1', 'Host: x', '', '')
    await expect.poll(() => waiting).toBe(2)
    client.socket.destroy()
    const spans = await telemetry.wait(isServer, 2)
    expect(new Set(spans.map(pathOf))).toEqual(new Set(['/first', '/second']))
    expect((await telemetry.points('http.server.active_requests'))[0]?.value).toBe(0)
  })

  test('ends once when the response is destroyed, with an error or without', async () => {
    handler = (request, response) => {
      response.on('error', () => {})
      response.destroy(request.url === '/error' ? new Error('mine') : undefined)
      response.destroy()
    }
    await expect(fetch(`http://127.0.0.1:${port}/error`)).rejects.toBeInstanceOf(Error)
    await expect(fetch(`http://127.0.0.1:${port}/plain`)).rejects.toBeInstanceOf(Error)
    await telemetry.wait(isServer, 2)
    expect(telemetry.spans).toHaveLength(2)
  })

  test('is answered by Node itself where it is not well-formed', async () => {
    const client = new RawClient(port)
    client.send('GET / HTTP/1.1', '', '')
    expect(await client.waitFor(/400 Bad Request/)).toContain('400')
    const { attributes } = await telemetry.waitForOne(isServer)
    expect(attributes['http.response.status_code']).toBe(400)
  })
})

describe('what is not the usual request', () => {
  test('100 Continue is followed by the one response that counts', async () => {
    handler = (request, response) => {
      request.resume().on('end', () => response.writeHead(201).end('stored'))
    }
    const client = new RawClient(port)
    client.send(
      'PUT / HTTP/1.1',
      'Host: x',
      'Connection: close',
      'Expect: 100-continue',
      'Content-Length: 3',
      '',
      '',
    )
    await client.waitFor(/100 Continue/)
    client.send('abc')
    await client.waitFor(/201 Created/)
    const { attributes } = await telemetry.waitForOne(isServer)
    expect(attributes['http.response.status_code']).toBe(201)
    expect(telemetry.spans).toHaveLength(1)
  })

  test('an upgrade is left to the application', async () => {
    let seen = ''
    server.on('upgrade', (_request: IncomingMessage, socket: Duplex) => {
      seen = activeSpanId()
      socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nhello')
    })
    const client = new RawClient(port)
    client.send('GET /socket HTTP/1.1', 'Host: x', 'Upgrade: echo', 'Connection: Upgrade', '', '')
    await client.waitFor(/hello/)
    expect(seen).toBe('none')
    expect(telemetry.spans).toEqual([])
  })

  test('a server with its own classes of request and response is followed too', async () => {
    const http = process.getBuiltinModule('node:http')
    class OwnRequest extends http.IncomingMessage {}
    class OwnResponse extends http.ServerResponse<OwnRequest> {}
    const own = createServer(
      { IncomingMessage: OwnRequest, ServerResponse: OwnResponse },
      (_request, response) => {
        response.end()
      },
    )
    const ownPort = await listen(own)
    await (await fetch(`http://127.0.0.1:${ownPort}/own`)).text()
    expect(pathOf(await telemetry.waitForOne(isServer))).toBe('/own')
    await close(own)
  })
})
