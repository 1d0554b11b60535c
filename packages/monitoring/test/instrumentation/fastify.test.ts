import { createRequire } from 'node:module'

import { SpanKind } from '@opentelemetry/api'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import type { fastify as Fastify, FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { activeSpanId, Telemetry } from './fixtures/telemetry.ts'

const require = createRequire(import.meta.url)
const isServer = ({ kind }: ReadableSpan): boolean => kind === SpanKind.SERVER

let telemetry: Telemetry
let app: FastifyInstance

beforeEach(() => {
  telemetry = new Telemetry({ disabled: new Set(['undici']) })
})

afterEach(async () => {
  await app.close()
  telemetry.stop()
  expect(telemetry.failures).toEqual([])
})

const routeOf = async (path: string, init?: RequestInit): Promise<unknown> => {
  const origin = app.listeningOrigin ?? ''
  telemetry.reset()
  await (await fetch(`${origin}${path}`, init)).arrayBuffer()
  const { attributes, name } = await telemetry.waitForOne(isServer)
  const route = attributes['http.route']
  expect(name).toBe(route === undefined ? 'GET' : `GET ${String(route)}`)
  return route
}

describe('fastify', () => {
  test('tells the pattern, also where a hook answers or the handler fails', async () => {
    const { fastify } = require('fastify') as { fastify: typeof Fastify }
    app = fastify()
    let context = ''
    app.get('/items/:id', async () => {
      await Promise.resolve()
      context = activeSpanId()
      return {}
    })
    app.get('/fails/:id', () => {
      throw new Error('mine')
    })
    await app.register(
      (scope, _options, done) => {
        scope.addHook('onRequest', async (_request, reply) => reply.code(401).send())
        scope.get('/secret', () => 'never')
        done()
      },
      { prefix: '/scope/:part' },
    )
    await app.listen({ port: 0, host: '127.0.0.1' })
    expect(await routeOf('/items/7')).toBe('/items/:id')
    expect(context).toBe((await telemetry.waitForOne(isServer)).spanContext().spanId)
    expect(await routeOf('/fails/7')).toBe('/fails/:id')
    expect(telemetry.spans.find(isServer)?.attributes['error.type']).toBe('500')
    expect(await routeOf('/scope/1/secret')).toBe('/scope/:part/secret')
    expect(await routeOf('/nothing')).toBeUndefined()
  })

  test('tells it of applications that were made before', async () => {
    telemetry.stop()
    const { fastify } = require('fastify') as { fastify: typeof Fastify }
    app = fastify()
    app.get('/items/:id', () => 'ok')
    await app.listen({ port: 0, host: '127.0.0.1' })
    telemetry = new Telemetry({ disabled: new Set(['undici']) })
    expect(await routeOf('/items/7')).toBe('/items/:id')
  })

  test('tells it over HTTP/2', async () => {
    const { fastify } = require('fastify') as { fastify: typeof Fastify }
    app = fastify({ http2: true }) as never
    app.get('/items/:id', () => activeSpanId())
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { connect } = process.getBuiltinModule('node:http2')
    const session = connect(`http://127.0.0.1:${(app.server.address() as { port: number }).port}`)
    const stream = session.request({ ':path': '/items/7' })
    const chunks: Buffer[] = []
    for await (const chunk of stream) chunks.push(chunk as Buffer)
    const span = await telemetry.waitForOne(isServer)
    expect(span.attributes).toMatchObject({ 'http.route': '/items/:id', 'network.protocol.version': '2' })
    expect(Buffer.concat(chunks).toString()).toBe(span.spanContext().spanId)
    session.close()
  })
})
