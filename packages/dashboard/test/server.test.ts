import { once } from 'node:events'
import http from 'node:http'
import { type Socket, connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DashboardOptions } from '../src/dashboard-options.ts'
import type { AttachRequest, DashboardSource } from '../src/dashboard-source.ts'
import { type DashboardServer, type ServerLimits, createServer } from '../src/server.ts'
import { sampleData } from './sample-data.ts'
import { stubRoutes } from './stub-source.ts'

const HOST = '127.0.0.1'
const OWN_GLOBALS = [globalThis.Request, globalThis.Response]
const servers: DashboardServer[] = []
const sockets: Socket[] = []
const written = ['log', 'info', 'warn', 'error'] as const

interface Setup {
  readonly source?: Partial<DashboardSource>
  readonly options?: DashboardOptions
  readonly limits?: ServerLimits
}

async function serve({ source, options, limits }: Setup = {}): Promise<{ port: number; url: string }> {
  const server = createServer(stubRoutes(source, options), limits)
  servers.push(server)
  const { port } = await server.listen(HOST, 0)
  return { port, url: `http://${HOST}:${port}` }
}

/** Opens a connection and sends text as it is. */
function raw(port: number, text: string): Socket {
  const socket = connect(port, HOST)
  socket.on('error', () => {})
  socket.write(text)
  sockets.push(socket)
  return socket
}

/** Everything a connection sent until it was closed. */
async function answerOf(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk) => (text += String(chunk)))
  await new Promise((resolve) => socket.once('close', resolve))
  return text
}

beforeEach(() => {
  for (const name of written) vi.spyOn(console, name)
})

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await Promise.all(servers.splice(0).map((server) => server.close()))
  for (const name of written) expect(console[name]).not.toHaveBeenCalled()
  vi.restoreAllMocks()
})

describe('the server', () => {
  it('serves the routes on a free port', async () => {
    const { url } = await serve()
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    expect(await (await fetch(`${url}/monitoring/api/status`)).json()).toHaveProperty(
      'systemInfo.hostName',
      'lab-07',
    )
    const scrape = await fetch(`${url}/metrics`)
    expect([scrape.headers.get('content-encoding'), await scrape.text()]).toEqual(['gzip', 'up 1\n'])
  })

  it('tells when the port is taken, and can listen on another', async () => {
    const { port } = await serve()
    const second = createServer(stubRoutes())
    servers.push(second)
    await expect(second.listen(HOST, port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
    const other = await second.listen(HOST, 0)
    expect((await fetch(`http://${HOST}:${other.port}/healthz`)).status).toBe(200)
  })

  it('closes before it listened, and twice', async () => {
    const server = createServer(stubRoutes())
    await server.close()
    await server.close()
  })

  it('leaves the Request and Response of its thread alone', async () => {
    await serve()
    expect([globalThis.Request, globalThis.Response]).toEqual(OWN_GLOBALS)
  })
})

describe('hosts', () => {
  it.each([
    ['another name', 'GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n', 403],
    [
      'two of them',
      'GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
      403,
    ],
    [
      'another one in the request line',
      'GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
      403,
    ],
    ['none', 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['none, in HTTP/1.0', 'GET /healthz HTTP/1.0\r\n\r\n', 400],
    ['an impossible one', 'GET /healthz HTTP/1.1\r\nHost: a/b@c\r\nConnection: close\r\n\r\n', 400],
    ['our own', 'GET /healthz HTTP/1.1\r\nHost: [::1]:5001\r\nConnection: close\r\n\r\n', 200],
  ])('%s', async (_name, request, status) => {
    const { port } = await serve()
    expect(await answerOf(raw(port, request))).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })
})

describe('event streams', () => {
  it('arrive, and end at once when the server closes', async () => {
    // Closing hangs here unless the streams are what ends it.
    const { url } = await serve({ limits: { closeTimeoutMs: 3_600_000, keepAliveTimeoutMs: 3_600_000 } })
    const response = await fetch(`${url}/monitoring/api/events`)
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.endsWith('}\n\n')) text += (await reader.read()).value
    expect(text).toMatch(/^retry: 2000\n\nid: hub-1\.1\nevent: state\ndata: \{"health":/)
    const ended = (async () => {
      while (!(await reader.read()).done);
    })()
    await Promise.all([servers[0]!.close(), ended])
  })

  it('give their place back when the client goes', async () => {
    const { url } = await serve({ options: { maxEventStreams: 1 } })
    const leaving = new AbortController()
    await fetch(`${url}/monitoring/api/events`, { signal: leaving.signal })
    const second = await fetch(`${url}/monitoring/api/events`)
    expect([second.status, second.headers.get('retry-after')]).toEqual([503, '5'])
    leaving.abort()
    await vi.waitFor(async () => expect((await fetch(`${url}/monitoring/api/events`)).status).toBe(200))
  })

  it('are not opened by HEAD', async () => {
    const { url } = await serve({ options: { maxEventStreams: 1 } })
    for (let attempt = 0; attempt < 3; attempt++) {
      expect((await fetch(`${url}/monitoring/api/events`, { method: 'HEAD' })).status).toBe(200)
    }
    expect((await fetch(`${url}/monitoring/api/events`)).status).toBe(200)
  })

  it('are cut when the client stops reading', async () => {
    const data = (): never => 'x'.repeat(1_000_000) as never
    const { port, url } = await serve({
      source: { data },
      options: { maxEventStreams: 1, eventIntervalMs: 10 },
      limits: { idleTimeoutMs: 1000 },
    })
    const stalled = raw(port, 'GET /monitoring/api/events HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await once(stalled, 'data')
    stalled.pause()
    expect((await fetch(`${url}/monitoring/api/events`)).status).toBe(503)
    const freed = async (): Promise<void> => {
      expect((await fetch(`${url}/monitoring/api/events`, { method: 'GET' })).status).toBe(200)
    }
    await vi.waitFor(freed, { timeout: 20_000, interval: 100 })
  })
})

describe('slow and greedy clients', () => {
  it('are cut when their headers do not come', async () => {
    const { port } = await serve({ limits: { headersTimeoutMs: 300 } })
    expect(await answerOf(raw(port, 'GET /healthz HTTP/1.1\r\nHost: localh'))).toMatch(/^HTTP\/1.1 408 /)
  })

  it('are cut when their body does not come, while streams go on', async () => {
    const { port, url } = await serve({
      limits: { requestTimeoutMs: 1000 },
      source: { data: () => ({ ...sampleData(), lastUpdated: new Date() }) },
      options: { eventIntervalMs: 20 },
    })
    const reader = (await fetch(`${url}/monitoring/api/events`)).body!.getReader()
    const head =
      'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{'
    expect(await answerOf(raw(port, head))).toBe('')
    for (let part = 0; part < 10; part++) expect((await reader.read()).done).toBe(false)
    await reader.cancel()
  })

  it('are closed unanswered past the number of connections', async () => {
    const { port } = await serve({ limits: { maxConnections: 2 } })
    const held = [raw(port, 'GET /'), raw(port, 'GET /')]
    await Promise.all(held.map((socket) => once(socket, 'connect')))
    expect(await answerOf(raw(port, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'))).toBe('')
  })

  it('are refused with headers over the limit', async () => {
    const { port } = await serve()
    const request = `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(17 * 1024)}\r\n\r\n`
    expect(await answerOf(raw(port, request))).toMatch(/^HTTP\/1.1 431 /)
  })

  it('are told 413 over a connection that they still write to', async () => {
    const { url } = await serve({ options: { maxIngestBytes: 1000 } })
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    const body = gzipSync(Buffer.alloc(64 * 1024 * 1024))
    expect((await fetch(`${url}/v1/traces`, { method: 'POST', headers, body })).status).toBe(413)
  })
})

describe('a scrape that fails half-way', () => {
  it.each(['gzip', 'identity'])('is cut, so that it does not look whole: %s', async (encoding) => {
    async function* chunks(): AsyncGenerator<string> {
      yield 'x'.repeat(200_000)
      // oxlint-disable-next-line no-throw-literal -- falsy throws count as errors
      throw undefined
    }
    const { url } = await serve({
      source: { metrics: () => ({ contentType: 'text/plain', chunks: chunks() }) },
    })
    const scrape = async (): Promise<string> => {
      return (await fetch(`${url}/metrics`, { headers: { 'accept-encoding': encoding } })).text()
    }
    await expect(scrape()).rejects.toThrow('terminated')
  })
})

describe('a scrape that the client leaves', () => {
  it('ends its source', async () => {
    let ended = false
    async function* chunks(): AsyncGenerator<string> {
      try {
        for (;;) yield 'x'.repeat(64 * 1024)
      } finally {
        ended = true
      }
    }
    const { url } = await serve({
      source: { metrics: () => ({ contentType: 'text/plain', chunks: chunks() }) },
    })
    const reader = (await fetch(`${url}/metrics`)).body!.getReader()
    await reader.read()
    await reader.cancel()
    await vi.waitFor(() => expect(ended).toBe(true))
  })
})

describe('an attached process', () => {
  it('streams both ways for longer than other requests may last, until it goes', async () => {
    let attached: AttachRequest | undefined
    const messages = new TransformStream<Uint8Array, Uint8Array>()
    const attach: DashboardSource['attach'] = (request) => {
      attached = request
      return { accepted: true, messages: messages.readable }
    }
    const { port } = await serve({
      source: { attach },
      options: { attachToken: 'secret' },
      limits: { requestTimeoutMs: 1000, idleTimeoutMs: 1000 },
    })
    const request = http.request({
      port,
      host: HOST,
      method: 'POST',
      path: '/monitoring/api/attach',
      headers: { authorization: 'Bearer secret', 'transfer-encoding': 'chunked' },
    })
    request.on('error', () => {})
    request.write('one')
    const [response] = (await once(request, 'response')) as [http.IncomingMessage]
    expect(response.statusCode).toBe(200)
    const reader = attached!.body.getReader()
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('one')

    // By the time that a slow request is cut, the deadline of this one would be over too.
    const slow =
      'POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{'
    await answerOf(raw(port, slow))

    const writer = messages.writable.getWriter()
    void writer.write(Buffer.from('alert'))
    expect(String((await once(response, 'data'))[0])).toBe('alert')
    request.write('two')
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('two')

    const gone = once(attached!.signal, 'abort')
    request.destroy()
    await gone
    await expect(reader.read()).rejects.toThrow('aborted')
  })

  it('is told when the server closes', async () => {
    const requests: AttachRequest[] = []
    const attach: DashboardSource['attach'] = (request) => {
      requests.push(request)
      return { accepted: true, messages: new ReadableStream() }
    }
    const { url } = await serve({
      source: { attach },
      options: { attachToken: 'secret' },
      limits: { closeTimeoutMs: 10 },
    })
    const headers = { authorization: 'Bearer secret' }
    const response = await fetch(`${url}/monitoring/api/attach`, { method: 'POST', headers, body: 'one' })
    const closed = servers[0]!.close()
    expect(requests[0]!.signal.aborted).toBe(true)
    await expect(response.text()).rejects.toThrow('terminated')
    await closed
  })
})
