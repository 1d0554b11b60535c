import {
  createManualClock,
  createTestCertificate,
  encodeTraces,
  startFaultProxy,
  startOtlpSink,
} from '@cryo/testing'
import { describe, expect, it } from 'vitest'
import { createOtlpClient, type OtlpClient, type OtlpClientOptions } from '../../src/forward/otlp-client.ts'
import { compressPayload, type Payload } from '../../src/forward/payload.ts'

const BODY: Payload = { bytes: encodeTraces(['one', 'two']), gzip: false }
const SECRET = 'Bearer of-a-secret'

function connect(base: string, options: Partial<OtlpClientOptions> = {}): OtlpClient & Disposable {
  const client = createOtlpClient({ url: `${base}/v1/traces`, ...options })
  return { ...client, [Symbol.dispose]: () => client.close() }
}

describe('one attempt to deliver', () => {
  it('delivers a body with the headers given', async () => {
    await using sink = await startOtlpSink()
    using client = connect(sink.url, { headers: { 'X-Cryo-Hub-Id': 'hub-1', authorization: SECRET } })
    expect(await client.send(BODY)).toEqual({ kind: 'delivered', rejected: 0, message: '' })
    expect(sink.spans.map((span) => span.name)).toEqual(['one', 'two'])
    expect(sink.requests[0]?.headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      'content-length': String(BODY.bytes.length),
      'x-cryo-hub-id': 'hub-1',
      authorization: SECRET,
    })
  })

  it('delivers a compressed body', async () => {
    await using sink = await startOtlpSink()
    using client = connect(sink.url)
    const names = Array.from({ length: 2000 }, (_, n) => `span ${n}`)
    const payload = await compressPayload({ bytes: encodeTraces(names), gzip: false })
    expect(payload.gzip).toBe(true)
    expect((await client.send(payload)).kind).toBe('delivered')
    expect(sink.spans.map((span) => span.name)).toEqual(names)
    expect(sink.requests[0]).toMatchObject({
      bytes: payload.bytes.length,
      headers: { 'content-encoding': 'gzip' },
    })
  })

  it('uses one connection for one attempt after the other', async () => {
    await using sink = await startOtlpSink()
    await using proxy = await startFaultProxy({ targetPort: sink.port })
    using client = connect(`http://${proxy.address}`)
    await client.send(BODY)
    await client.send(BODY)
    await client.send(BODY)
    expect(sink.requests).toHaveLength(3)
    expect(proxy.connections).toBe(1)
  })

  it.each([false, true])('reads how much was refused (JSON: %s)', async (json) => {
    await using sink = await startOtlpSink()
    const headers = { 'content-type': json ? 'application/json' : 'application/x-protobuf' }
    sink.respond({ headers, partialSuccess: { rejected: 1, message: 'too\nold', json } })
    using client = connect(sink.url)
    expect(await client.send(BODY)).toEqual({ kind: 'delivered', rejected: 1, message: 'too old' })
  })

  it('reads how much was refused though the reason is too long', async () => {
    await using sink = await startOtlpSink()
    sink.respond({ partialSuccess: { rejected: 2, message: 'x'.repeat(100_000) } })
    using client = connect(sink.url)
    const outcome = await client.send(BODY)
    expect(outcome).toEqual({ kind: 'delivered', rejected: 2, message: 'x'.repeat(200) })
  })

  it('takes an unreadable reply for what its status says', async () => {
    await using sink = await startOtlpSink()
    sink.respond({ body: '{}' })
    using client = connect(sink.url)
    expect(await client.send(BODY)).toEqual({ kind: 'delivered', rejected: 0, message: 'unreadable reply' })
  })

  it('does not take a web page for a collector', async () => {
    await using sink = await startOtlpSink()
    sink.respond({ headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<h1>Log in</h1>' })
    using client = connect(sink.url)
    expect(await client.send(BODY)).toMatchObject({ kind: 'rejected', status: 200, dropReason: 'rejected' })
  })

  it.each([429, 502, 503, 504])('retries after %d', async (status) => {
    await using sink = await startOtlpSink()
    sink.respond({ status, headers: { 'content-type': 'text/plain' }, body: 'come back' })
    using client = connect(sink.url)
    expect(await client.send(BODY)).toEqual({ kind: 'retry', reason: `HTTP ${status}: come back` })
  })

  it('says how long the collector wants to be left alone', async () => {
    await using sink = await startOtlpSink()
    sink.respond({ status: 429, headers: { 'retry-after': '3600' } })
    using client = connect(sink.url)
    expect(await client.send(BODY)).toEqual({ kind: 'retry', reason: 'HTTP 429', afterMs: 3_600_000 })
  })

  it.each([
    [400, 'rejected'],
    [401, 'rejected'],
    [404, 'rejected'],
    [408, 'rejected'],
    [413, 'too_large'],
    [500, 'rejected'],
    [501, 'rejected'],
  ])('gives up after %d as %s', async (status, dropReason) => {
    await using sink = await startOtlpSink()
    // google.rpc.Status { message: "no\u001b[31m" }
    sink.respond({ status, body: Buffer.from([0x12, 0x07, ...Buffer.from('no\u001B[31m')]) })
    using client = connect(sink.url)
    expect(await client.send(BODY)).toEqual({
      kind: 'rejected',
      status,
      dropReason,
      reason: `HTTP ${status}: no [31m`,
    })
  })

  it('follows no redirect, so that credentials stay where they belong', async () => {
    await using elsewhere = await startOtlpSink()
    await using sink = await startOtlpSink()
    sink.respond({ redirect: `${elsewhere.url}/v1/traces` })
    using client = connect(sink.url, { headers: { authorization: SECRET } })
    expect(await client.send(BODY)).toMatchObject({ kind: 'rejected', status: 307 })
    expect(sink.requests).toHaveLength(1)
    expect(elsewhere.requests).toHaveLength(0)
  })

  it('cuts a reply of 5 MB', async () => {
    await using sink = await startOtlpSink()
    await using proxy = await startFaultProxy({ targetPort: sink.port })
    using client = connect(`http://${proxy.address}`)
    sink.respond({ bodyBytes: 5_000_000 }, 1)
    expect(await client.send(BODY)).toMatchObject({ kind: 'delivered' })
    // The connection with the rest of the reply in it was given up.
    await client.send(BODY)
    expect(proxy.connections).toBe(2)
    sink.respond({ status: 400, headers: { 'content-type': 'text/plain' }, bodyBytes: 5_000_000 }, 1)
    expect(await client.send(BODY)).toEqual({
      kind: 'rejected',
      status: 400,
      dropReason: 'rejected',
      reason: 'HTTP 400',
    })
  })

  it('retries when nobody listens', async () => {
    await using sink = await startOtlpSink()
    using client = connect(sink.url)
    await sink.pause()
    expect(await client.send(BODY)).toEqual({ kind: 'retry', reason: 'ECONNREFUSED' })
  })

  it('retries when the connection is cut', async () => {
    await using sink = await startOtlpSink()
    using client = connect(sink.url)
    sink.respond({ cut: true })
    expect(await client.send(BODY)).toEqual({ kind: 'retry', reason: 'ECONNRESET' })
  })

  it('tries a second time at once if a kept connection was closed meanwhile', async () => {
    await using sink = await startOtlpSink()
    using client = connect(sink.url)
    await client.send(BODY)
    sink.respond({ cut: true }, 1)
    expect(await client.send(BODY)).toMatchObject({ kind: 'delivered' })
    expect(sink.requests.map((request) => request.taken)).toEqual([true, false, true])
  })

  it('has one deadline for both tries', async () => {
    await using sink = await startOtlpSink()
    const clock = createManualClock()
    using client = connect(sink.url, { clock })
    await client.send(BODY)
    sink.respond({ hang: true })
    sink.respond({ cut: true, delayMs: 20 }, 1)
    const attempt = client.send(BODY, { deadlineMs: 3000 })
    await sink.waitFor(({ requests }) => requests.length === 2, 'request that will be cut')
    clock.advance(2000)
    await sink.waitFor(({ requests }) => requests.length === 3, 'second try')
    expect(clock.pending).toEqual([1000])
    clock.advance(1000)
    expect(await attempt).toMatchObject({ kind: 'retry' })
  })

  it.each([
    ['hangs', { hang: true }],
    ['drips a byte each millisecond', { dripEveryMs: 1 }],
  ])('ends at its deadline when the collector %s', async (_, fault) => {
    await using sink = await startOtlpSink()
    sink.respond(fault)
    const clock = createManualClock()
    using client = connect(sink.url, { clock })
    const attempt = client.send(BODY, { deadlineMs: 3000 })
    await sink.waitFor(({ requests }) => requests.length === 1, 'request')
    clock.advance(2999)
    expect(clock.pending).toEqual([1])
    clock.advance(1)
    expect(await attempt).toEqual({ kind: 'retry', reason: 'no reply within 3000 ms' })
    expect(clock.pending).toEqual([])
  })

  it('ends at its deadline when the connection carries nothing', async () => {
    await using proxy = await startFaultProxy({ targetPort: 1, mode: 'hang' })
    const clock = createManualClock()
    using client = connect(`http://${proxy.address}`, { clock })
    const attempt = client.send({ bytes: new Uint8Array(30_000_000), gzip: false })
    await proxy.waitForConnections(1)
    clock.advance(10_000)
    expect(await attempt).toMatchObject({ kind: 'retry' })
  })

  it('ends when it is told to', async () => {
    await using sink = await startOtlpSink()
    sink.respond({ hang: true })
    using client = connect(sink.url)
    const aborter = new AbortController()
    const attempt = client.send(BODY, { abort: aborter.signal })
    await sink.waitFor(({ requests }) => requests.length === 1, 'request')
    aborter.abort()
    expect(await attempt).toEqual({ kind: 'retry', reason: 'aborted' })
    expect(await client.send(BODY, { abort: aborter.signal })).toEqual({ kind: 'retry', reason: 'aborted' })
  })

  it('trusts the authority that it was given, and shows its own certificate', async () => {
    const server = createTestCertificate('a collector')
    const own = createTestCertificate('a hub')
    await using sink = await startOtlpSink({ tls: { ...server, clientCa: own.certificate } })
    using stranger = connect(sink.url)
    expect(await stranger.send(BODY)).toMatchObject({ kind: 'retry', reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    using anonymous = connect(sink.url, { tls: { certificate: server.certificate } })
    expect(await anonymous.send(BODY)).toMatchObject({ kind: 'retry' })
    expect(sink.requests).toHaveLength(0)
    using known = connect(sink.url, {
      tls: { certificate: server.certificate, clientCertificate: own.certificate, clientKey: own.key },
    })
    expect(await known.send(BODY)).toMatchObject({ kind: 'delivered' })
  })

  it('refuses a configuration that cannot work, without showing its secrets', () => {
    expect(() => createOtlpClient({ url: 'ftp://user:pa55@host/' })).toThrow(
      'OTLP endpoint: expected a URL that begins with http:// or https://',
    )
    expect(() => createOtlpClient({ url: 'localhost:4318' })).toThrow('OTLP endpoint')
    expect(() => createOtlpClient({ url: 'http://a', headers: { authorization: 'pa55\n' } })).toThrow(
      'OTLP header "authorization": expected a name and a value that HTTP allows',
    )
  })
})
