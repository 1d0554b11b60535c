import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { getHealth, stopHealth, watchEndpoint } from '../src/index.ts'
import type { AddressedEndpointOptions, CheckReport } from '../src/index.ts'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

function refuse(): never {
  throw new Error('refused')
}

let server: Server
let asked: string[] = []
const answers: Record<string, Answer> = {
  '/ok': (_request, response) => response.end('fine'),
  '/made': (_request, response) => response.writeHead(201).end(),
  '/broken': (_request, response) => response.writeHead(500).end('x'.repeat(100)),
  '/redirect': (_request, response) => response.writeHead(302, { location: '/ok' }).end(),
  '/silent': () => {},
  '/drip': (_request, response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write('.'), 5)
    response.once('close', () => clearInterval(timer))
  },
  // Without an end: only a reader that stops by itself gets done with it.
  '/endless': (_request, response) => {
    response.writeHead(200)
    const write = (): void => {
      while (!response.destroyed && response.write('x'.repeat(16_384))) continue
    }
    response.on('drain', write)
    write()
  },
  '/cut': (_request, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('half')
    setImmediate(() => response.destroy())
  },
  '/secret': (request, response) => {
    response.writeHead(request.headers.authorization === 'Bearer t' ? 204 : 401).end()
  },
}

beforeEach(async () => {
  asked = []
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    answers[request.url ?? '']?.(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(async () => {
  stopHealth()
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
})

function url(path: string): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`
}

async function check(
  path: string,
  options: Omit<AddressedEndpointOptions, 'url'> = {},
): Promise<CheckReport> {
  watchEndpoint('one', { url: url(path), failureThreshold: 1, ...options })
  const [report] = (await getHealth()).api
  if (report === undefined) throw new Error('there is no check')
  return report
}

describe('an endpoint', () => {
  it.each<[string, Omit<AddressedEndpointOptions, 'url'>, string, string | null]>([
    ['/ok', {}, 'ok', null],
    ['/made', {}, 'ok', null],
    ['/made', { expectedStatus: 200 }, 'error', 'answered 201, expected 200'],
    ['/made', { expectedStatus: [200, 201] }, 'ok', null],
    ['/broken', {}, 'error', 'answered 500, expected 2xx'],
    ['/redirect', {}, 'error', 'answered 302, expected 2xx, redirects are not followed'],
    ['/redirect', { expectedStatus: 302 }, 'ok', null],
    ['/silent', { timeoutSeconds: 0.1 }, 'error', 'no answer within 0.1 s'],
    ['/drip', { timeoutSeconds: 0.1 }, 'error', 'no answer within 0.1 s'],
    ['/endless', {}, 'ok', null],
    ['/cut', {}, 'error', 'aborted'],
    ['/secret', {}, 'error', 'answered 401, expected 2xx'],
    ['/secret', { headers: { authorization: 'Bearer t' } }, 'ok', null],
  ])('%s %j', async (path, options, status, message) => {
    expect(await check(path, options)).toMatchObject({ kind: 'api', status, message, required: false })
    expect(asked).toEqual([`GET ${path}`])
  })

  it('is asked by the method that is given', async () => {
    expect(await check('/ok', { method: 'head' })).toMatchObject({ status: 'ok' })
    expect(asked).toEqual(['HEAD /ok'])
  })

  it('that is not there is told so', async () => {
    const gone = url('/ok')
    server.close()
    await once(server, 'close')
    watchEndpoint('gone', gone, { failureThreshold: 1 })
    const { api } = await getHealth()
    expect(api).toMatchObject([
      { status: 'error', message: expect.stringContaining('ECONNREFUSED') as string },
    ])
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })

  it('leaves no connection behind', async () => {
    await check('/drip', { timeoutSeconds: 0.1 })
    const count = await new Promise<number>((resolve, reject) => {
      const look = (): void => {
        server.getConnections((error, open) => {
          if (error) reject(error)
          else if (open === 0) resolve(open)
          else setImmediate(look)
        })
      }
      look()
    })
    expect(count).toBe(0)
  })
})

describe('an address that cannot be asked', () => {
  it.each<[string, unknown, object?]>([
    ['ftp', 'ftp://127.0.0.1/x'],
    ['a file', 'file:///etc/passwd'],
    ['a path', '/health'],
    ['nothing', undefined],
    ['a number', { url: 5 }],
    ['data', { url: 'data:text/plain,x' }],
    ['CONNECT', 'http://127.0.0.1:1/', { method: 'CONNECT' }],
    ['a method that is none', 'http://127.0.0.1:1/', { method: 'G ET' }],
    ['a status that is none', 'http://127.0.0.1:1/', { expectedStatus: 'ok' }],
    ['headers that are none', 'http://127.0.0.1:1/', { headers: 5 }],
    ['a getter that throws', Object.defineProperty({}, 'url', { get: refuse, enumerable: true })],
  ])('%s is a check that fails and says so', async (_case, address, options) => {
    watchEndpoint('bad', address as string, options)
    const { api } = await getHealth()
    expect(api).toMatchObject([{ status: 'warning', failuresInARow: 1 }])
    expect(api[0]?.message).toMatch(/^watchEndpoint needs/)
    expect(asked).toEqual([])
  })
})
