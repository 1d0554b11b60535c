import { gzipSync } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import type { DashboardOptions } from '../src/dashboard-options.ts'
import type { DashboardSource } from '../src/dashboard-source.ts'
import { ask, stubRoutes } from './stub-source.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const MIB = 1024 * 1024

interface Sent {
  readonly path?: string
  readonly headers?: Record<string, string>
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>
  readonly source?: Partial<DashboardSource>
  readonly options?: DashboardOptions
}

async function send({
  path = '/v1/traces',
  headers = JSON_TYPE,
  body = '{}',
  source,
  options,
}: Sent): Promise<Response> {
  const init = { method: 'POST', body, duplex: 'half' } as RequestInit
  return ask(stubRoutes(source, options), path, headers, init)
}

describe('ingestion', () => {
  it.each(['traces', 'metrics', 'logs'])(
    'hands %s on with its encoding, body and headers',
    async (signal) => {
      const ingest = vi.fn<DashboardSource['ingest']>(() => ({ outcome: 'accepted' }))
      const headers = { 'content-type': 'application/json; charset=utf-8', 'x-own': '1' }
      const response = await send({ path: `/v1/${signal}`, headers, body: '{"a":1}', source: { ingest } })
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('application/json')
      expect(await response.json()).toEqual({})
      const [gotSignal, contentType, body, gotHeaders] = ingest.mock.calls[0]!
      expect([gotSignal, contentType, Buffer.from(body).toString()]).toEqual([
        signal,
        'application/json',
        '{"a":1}',
      ])
      expect(gotHeaders.get('x-own')).toBe('1')
    },
  )

  it('answers protobuf with protobuf', async () => {
    const headers = { 'content-type': 'application/x-protobuf' }
    const response = await send({ headers, body: new Uint8Array([10, 0]) })
    expect(response.headers.get('content-type')).toBe('application/x-protobuf')
    expect((await response.arrayBuffer()).byteLength).toBe(0)
  })

  it('takes an empty body for an empty message', async () => {
    const ingest = vi.fn<DashboardSource['ingest']>(() => ({ outcome: 'accepted' }))
    const headers = { 'content-type': 'application/x-protobuf' }
    await send({ headers, body: new Uint8Array(0), source: { ingest } })
    expect(ingest.mock.calls[0]![2]).toHaveLength(0)
  })

  it('unpacks gzip', async () => {
    const ingest = vi.fn<DashboardSource['ingest']>(() => ({ outcome: 'accepted' }))
    const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' }
    const response = await send({ headers, body: gzipSync('{"spans":[]}'), source: { ingest } })
    expect(response.status).toBe(200)
    expect(Buffer.from(ingest.mock.calls[0]![2]).toString()).toBe('{"spans":[]}')
  })

  it('tells what was rejected', async () => {
    const response = await send({
      source: { ingest: () => ({ outcome: 'accepted', rejected: 2, message: 'too old' }) },
    })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ partialSuccess: { rejectedSpans: '2', errorMessage: 'too old' } })
  })
})

describe('a refusal', () => {
  it('415: names the media types', async () => {
    for (const headers of [{ 'content-type': 'text/plain' }, { 'content-type': 'application/grpc' }, {}]) {
      const response = await send({ headers })
      expect(response.status).toBe(415)
      expect(await response.json()).toEqual({
        error: 'Content-Type must be application/x-protobuf or application/json.',
      })
    }
  })

  it('415: names the encodings', async () => {
    const response = await send({ headers: { ...JSON_TYPE, 'content-encoding': 'zstd' } })
    expect([response.status, response.headers.get('accept-encoding')]).toEqual([415, 'gzip'])
  })

  it.each([
    ['is not gzip', Buffer.from('plain')],
    ['ends early', gzipSync('x'.repeat(1000)).subarray(0, -12)],
  ])('400: a body that %s, told in the encoding of the request', async (_name, body) => {
    const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip' }
    const response = await send({ headers, body: new Uint8Array(body) })
    expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/x-protobuf'])
    const status = Buffer.from(await response.arrayBuffer())
    expect([status[0], status[1], status[2]]).toEqual([8, 3, 18])
    expect(status.subarray(4).toString()).toContain('is not gzip')
  })

  it('400: a body that the hub cannot read, with its reason', async () => {
    const response = await send({
      source: { ingest: () => ({ outcome: 'invalid', message: 'Unexpected end' }) },
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ code: 3, message: 'Unexpected end' })
  })

  it('429: asks to come again when the queue is full', async () => {
    const response = await send({ source: { ingest: () => ({ outcome: 'busy', retryAfterSeconds: 2.4 }) } })
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3'])
    expect(await response.json()).toEqual({ code: 8, message: 'The queue is full.' })
  })

  it('500: when the hub fails, without its reasons', async () => {
    const response = await send({ source: { ingest: () => Promise.reject(new Error('secret')) } })
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('secret')
  })

  it('508: what this hub sent itself', async () => {
    const ingest = vi.fn<DashboardSource['ingest']>(() => ({ outcome: 'accepted' }))
    const own = await send({ headers: { ...JSON_TYPE, 'x-cryo-hub-id': 'hub-1' }, source: { ingest } })
    expect(own.status).toBe(508)
    expect(await own.json()).toMatchObject({ code: 9 })
    expect(ingest).not.toHaveBeenCalled()
    expect((await send({ headers: { ...JSON_TYPE, 'x-cryo-hub-id': 'hub-2' } })).status).toBe(200)
  })
})

describe('limits', () => {
  const gzip = { ...JSON_TYPE, 'content-encoding': 'gzip' }

  it.each([
    ['application/x-protobuf', 20 * MIB],
    ['application/json', 2 * MIB],
  ])('take in %s %i bytes exactly and refuse one more, packed or not', async (type, limit) => {
    const plain = { 'content-type': type }
    const packed = { ...plain, 'content-encoding': 'gzip' }
    const full = Buffer.alloc(limit, ' ')
    const over = Buffer.alloc(limit + 1, ' ')
    expect((await send({ headers: plain, body: new Uint8Array(full) })).status).toBe(200)
    expect((await send({ headers: packed, body: gzipSync(full) })).status).toBe(200)
    expect((await send({ headers: plain, body: new Uint8Array(over) })).status).toBe(413)
    const response = await send({ headers: packed, body: gzipSync(over) })
    expect(response.status).toBe(413)
    const told = await response.text()
    expect(told).toContain(
      `The body is larger than ${limit} bytes after decompression. Send smaller batches, or protobuf.`,
    )
  })

  it('refuse a length over the limit before reading', async () => {
    const headers = { ...JSON_TYPE, 'content-length': '101' }
    expect((await send({ headers, body: '{}', options: { maxJsonIngestBytes: 100 } })).status).toBe(413)
  })

  it('stop a gzip bomb at its first byte too much', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * MIB))
    expect(bomb.length).toBeLessThan(MIB)
    const before = process.memoryUsage()
    expect((await send({ headers: gzip, body: bomb })).status).toBe(413)
    const after = process.memoryUsage()
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(64 * MIB)
  })

  it('bound what all requests hold together, and free it when they end', async () => {
    let release: () => void = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    let waiting: () => void = () => {}
    const arrived = new Promise<void>((resolve) => (waiting = resolve))
    const routes = stubRoutes(
      {
        async ingest() {
          waiting()
          await held
          return { outcome: 'accepted' }
        },
      },
      { maxIngestBytesInFlight: 1500 },
    )
    const post = (): Promise<Response> =>
      ask(routes, '/v1/logs', JSON_TYPE, { method: 'POST', body: 'x'.repeat(1000) })
    const first = post()
    await arrived
    const second = await post()
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, '1'])
    release()
    expect((await first).status).toBe(200)
    expect((await post()).status).toBe(200)
  })

  it('bound what has not been told before it is sent', async () => {
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 64
        controller.enqueue(new Uint8Array(64))
      },
    })
    expect((await send({ body, options: { maxJsonIngestBytes: 1000 } })).status).toBe(413)
    expect(sent).toBeLessThan(64 * 1024)
  })
})
