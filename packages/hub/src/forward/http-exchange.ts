import { type Agent, type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Clock } from './clock.ts'

/** One POST. */
export interface ExchangeOptions {
  readonly url: URL
  readonly agent: Agent
  readonly headers: Readonly<Record<string, string | number>>
  readonly body: Uint8Array
  /** For everything from the wait for a connection to the last byte of the reply. */
  readonly deadlineMs: number
  readonly maxReplyBytes: number
  readonly abort?: AbortSignal | undefined
  readonly clock: Clock
}

/** A reply, its body cut at `maxReplyBytes`. */
export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

/**
 * Sends a body and reads the reply within one total deadline, which a peer cannot stretch by sending slowly.
 *
 * Follows no redirect. Rejects with an error whose message holds neither URL nor headers.
 */
export function exchange(options: ExchangeOptions): Promise<Reply> {
  const { url, agent, headers, body, deadlineMs, clock, abort } = options
  const { promise, resolve, reject } = Promise.withResolvers<Reply>()
  const send = url.protocol === 'https:' ? requestHttps : requestHttp
  const request = send(url, { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } })

  let settled = false
  const finish = (): void => {
    settled = true
    cancelDeadline()
    abort?.removeEventListener('abort', onAbort)
  }
  const fail = (error: Error): void => {
    if (settled) return
    finish()
    reject(error)
    request.destroy()
  }
  const onAbort = (): void => fail(new Error('aborted'))
  const cancelDeadline = clock.after(deadlineMs, () => fail(new Error(`no reply within ${deadlineMs} ms`)))

  request.on('error', (error: NodeJS.ErrnoException) => {
    const stale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
    fail(stale ? new StaleConnectionError() : new Error(error.code ?? error.message))
  })
  const succeed = (reply: Reply, response: IncomingMessage): void => {
    if (settled) return
    finish()
    resolve(reply)
    // The rest of an over-long reply is not read: the connection is of no more use.
    if (!response.complete) request.destroy()
  }
  request.on('response', (response) => {
    readReply(response, options.maxReplyBytes, (reply) => succeed(reply, response), fail)
  })
  // Also reached without 'error' or 'response', such as after an answer of 101.
  request.on('close', () => fail(new Error('connection closed')))
  if (abort?.aborted === true) onAbort()
  else abort?.addEventListener('abort', onAbort)
  request.end(body)
  return promise
}

/** The peer had closed a kept connection before it saw the request. */
export class StaleConnectionError extends Error {
  override readonly name = 'StaleConnectionError'
}

/** Calls back at once, not by a promise: 'close' would be faster. */
function readReply(
  response: IncomingMessage,
  maxBytes: number,
  succeed: (reply: Reply) => void,
  fail: (error: Error) => void,
): void {
  const chunks: Buffer[] = []
  let left = maxBytes
  const done = (): void =>
    succeed({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) })
  response.on('data', (chunk: Buffer) => {
    if (left < 0) return
    chunks.push(chunk.subarray(0, left))
    left -= chunk.length
    if (left < 0) done()
  })
  response.on('end', done)
  response.on('error', (error: NodeJS.ErrnoException) => fail(new Error(error.code ?? error.message)))
}
