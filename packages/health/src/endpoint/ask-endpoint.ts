import type { IncomingMessage } from 'node:http'

import type { Endpoint } from './read-endpoint.ts'

/** More of an answer is not read. */
const MAX_BODY_BYTES = 64 * 1024

/**
 * Asks an endpoint once, on a connection of its own, and reads its answer to the end or to 64 KiB. Redirects are not
 * followed: an answer must not lead the check anywhere else.
 *
 * @throws Where it cannot be reached, answers with another status than expected, or `signal` aborts.
 */
export function askEndpoint(endpoint: Endpoint, signal: AbortSignal): Promise<void> {
  const { url, method, headers } = endpoint
  const { request } =
    url.protocol === 'https:' ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http')
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, signal, agent: false }, (response) => {
      const { statusCode = 0 } = response
      const problem = judge(endpoint, statusCode)
      if (problem !== null) {
        response.destroy()
        reject(new Error(problem))
        return
      }
      readBounded(response).then(resolve, reject)
    })
    sent.on('error', reject)
    // Another protocol than was asked for: nothing may be sent on it.
    sent.on('upgrade', (_response, socket) => {
      socket.destroy()
      reject(new Error('answered with another protocol'))
    })
    sent.end()
  })
}

function judge({ expected }: Endpoint, status: number): string | null {
  const fits = expected === null ? status >= 200 && status < 300 : expected.includes(status)
  if (fits) return null
  const redirects = status >= 300 && status < 400 ? ', redirects are not followed' : ''
  return `answered ${status}, expected ${expected?.join(' or ') ?? '2xx'}${redirects}`
}

function readBounded(response: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    let bytes = 0
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength
      if (bytes <= MAX_BODY_BYTES) return
      resolve()
      response.destroy()
    })
    response.on('end', resolve)
    response.on('error', reject)
  })
}
