import { EventEmitter, once } from 'node:events'
import { createServer, get, IncomingMessage, ServerResponse } from 'node:http'
import type { Server } from 'node:http'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import { dirname } from 'node:path'

import { createTempDir } from '@cryo/testing'
import type { Tracer } from '@opentelemetry/api'
import type express from 'express'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { AsyncContextManager } from '../../src/context-manager.ts'
import { startInstrumentations } from '../../src/instrumentation/start-instrumentations.ts'
import { close, listen } from './fixtures/servers.ts'
import { Telemetry } from './fixtures/telemetry.ts'

const require = createRequire(import.meta.url)

let server: Server
let port: number

beforeEach(async () => {
  server = createServer((_request, response) => response.end('ok'))
  port = await listen(server)
})

afterEach(async () => {
  await close(server)
})

const callOverHttp = async (): Promise<string> => {
  const [response] = (await once(get(`http://127.0.0.1:${port}/`), 'response')) as [IncomingMessage]
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk)
  return text
}
const callWithFetch = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/`)).text()

describe('a failure of ours', () => {
  test.each<[string, (tracer: Tracer) => Tracer]>([
    [
      'when spans start',
      (tracer) => ({
        startSpan: () => {
          throw new Error('ours')
        },
        startActiveSpan: tracer.startActiveSpan.bind(tracer),
      }),
    ],
    [
      'when they end',
      (tracer) => ({
        startSpan: (...args) =>
          Object.assign(tracer.startSpan(...args), {
            end: () => {
              throw new Error('ours')
            },
          }),
        startActiveSpan: tracer.startActiveSpan.bind(tracer),
      }),
    ],
  ])('%s does not reach the application and is told', async (_name, wrapTracer) => {
    const telemetry = new Telemetry({ wrapTracer })
    expect(await callOverHttp()).toBe('ok')
    expect(await callWithFetch()).toBe('ok')
    // The server's and the client's, of two calls.
    await expect.poll(() => telemetry.failures.length).toBe(4)
    telemetry.stop()
  })

  test('to tell of a failure is swallowed too', async () => {
    const stop = startInstrumentations({
      tracer: {} as Tracer,
      contexts: new AsyncContextManager(),
      onFailure: () => {
        throw new Error('ours')
      },
    })
    expect(await callOverHttp()).toBe('ok')
    stop()
  })

  test('to patch a package does not keep it from loading', () => {
    const telemetry = new Telemetry()
    using dir = createTempDir()
    const file = dir.file('node_modules', 'router', 'lib', 'layer.js')
    mkdirSync(dirname(file), { recursive: true })
    // What another version of it might export.
    writeFileSync(file, 'module.exports = null')
    expect(require(file)).toBeNull()
    expect(telemetry.failures).toHaveLength(1)
    telemetry.stop()
  })
})

describe('disabled', () => {
  test('http makes no span of its server and its client', async () => {
    const telemetry = new Telemetry({ disabled: new Set(['http', 'undici']) })
    await callOverHttp()
    await callWithFetch()
    expect(telemetry.spans).toEqual([])
    expect(await telemetry.points('http.server.request.duration')).toEqual([])
    telemetry.stop()
  })

  test('express tells no more than what the request has', async () => {
    const telemetry = new Telemetry({ disabled: new Set(['express', 'undici']) })
    const app = (require('express') as typeof express)()
    app.get('/a/:b', (_request, response) => void response.end())
    const own = createServer(app)
    const ownPort = await listen(own)
    await (await fetch(`http://127.0.0.1:${ownPort}/a/1`)).text()
    const span = await telemetry.waitForOne(() => true)
    expect(span.attributes['http.route']).toBe('/a/:b')
    await close(own)
    telemetry.stop()
  })
})

test('stop leaves everything as it was', async () => {
  const methods = (): unknown[] => [
    Reflect.get(Module.prototype, 'load'),
    Object.getOwnPropertyDescriptor(IncomingMessage.prototype, 'emit'),
    Object.getOwnPropertyDescriptor(ServerResponse.prototype, 'emit'),
    IncomingMessage.prototype.emit === EventEmitter.prototype.emit,
    (require('pg') as { Client: { prototype: { query: unknown } } }).Client.prototype.query,
    Reflect.get((require('express') as typeof express).Router.prototype, 'use'),
  ]
  const before = methods()
  const telemetry = new Telemetry()
  await callOverHttp()
  expect(methods()).not.toEqual(before)
  telemetry.stop()
  expect(methods()).toEqual(before)
  await callOverHttp()
  expect(telemetry.spans).toHaveLength(2)
})

test('what a framework looks at on a patched method is kept', () => {
  const telemetry = new Telemetry()
  const { query, connect } = (require('pg') as { Client: { prototype: Record<string, Function> } }).Client
    .prototype
  expect([query?.name, query?.length, connect?.name, connect?.length]).toEqual(['query', 3, 'connect', 1])
  telemetry.stop()
})
