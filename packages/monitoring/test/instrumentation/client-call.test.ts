import { afterEach, beforeEach, expect, test } from 'vitest'

import { ClientCall } from '../../src/instrumentation/client-call.ts'
import { Telemetry } from './fixtures/telemetry.ts'

const HEAD = { method: 'GET', url: 'http://a.test/', scheme: 'http', address: 'a.test', port: undefined }

let telemetry: Telemetry

beforeEach(() => {
  telemetry = new Telemetry()
})

afterEach(() => {
  telemetry.stop()
})

test('a call that ends twice counts once', async () => {
  const call = new ClientCall(HEAD, 'GET', telemetry.tracer.startSpan('GET'))
  call.end()
  call.end()
  expect(telemetry.spans).toHaveLength(1)
  expect(await telemetry.points('http.client.request.duration')).toMatchObject([{ value: 1 }])
})

test('its first error counts, a falsy one too', async () => {
  const call = new ClientCall(HEAD, 'GET', telemetry.tracer.startSpan('GET'))
  call.fail(undefined)
  call.fail(new TypeError('later'))
  call.end()
  expect(telemetry.spans[0]?.attributes['error.type']).toBe('_OTHER')
})

test('a port that was not known is that of the connection', async () => {
  const call = new ClientCall(HEAD, 'GET', telemetry.tracer.startSpan('GET'))
  call.peer = { remoteAddress: '192.0.2.1', remotePort: 8080 }
  call.end()
  expect(telemetry.spans[0]?.attributes).toMatchObject({ 'server.port': 8080, 'network.peer.port': 8080 })
})
