import { Agent as HttpAgent, validateHeaderName, validateHeaderValue } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { type Clock, systemClock } from './clock.ts'
import { exchange, type Reply, StaleConnectionError } from './http-exchange.ts'
import { judgeReply, type Outcome } from './otlp-outcome.ts'
import type { Payload } from './payload.ts'

/** Contents of PEM files. */
export interface ClientTls {
  /** Authorities to trust instead of those that Node brings. */
  readonly certificate?: string
  readonly clientCertificate?: string
  readonly clientKey?: string
}

/** Where and how to deliver. */
export interface OtlpClientOptions {
  /** Full address of one signal, such as `https://collector:4318/v1/traces`. */
  readonly url: string | URL
  /** Sent with each request, and to no other host. */
  readonly headers?: Readonly<Record<string, string>>
  readonly tls?: ClientTls
  /** A longer reply is cut; 65,536 by default. */
  readonly maxReplyBytes?: number
  readonly clock?: Clock
}

/** Limits of one attempt. */
export interface AttemptOptions {
  /** Total time for connecting, sending and the reply, in milliseconds; 10,000 by default. */
  readonly deadlineMs?: number
  /** Ends the attempt early; it then counts as one to retry. */
  readonly abort?: AbortSignal
}

/** Delivers bodies to one OTLP/HTTP endpoint. */
export interface OtlpClient {
  /** Makes one attempt; never rejects. */
  send(payload: Payload, options?: AttemptOptions): Promise<Outcome>
  /** Closes kept connections. */
  close(): void
}

const MAX_REPLY_BYTES = 64 * 1024
const DEADLINE_MS = 10_000

/**
 * Makes a client that keeps at most two connections alive.
 *
 * Throws `TypeError` for a URL that is not http or https, and for headers that HTTP does not allow.
 *
 * @example
 * const client = createOtlpClient({ url: 'http://127.0.0.1:4318/v1/traces', headers: { 'x-cryo-hub-id': hubId } })
 * const outcome = await client.send(await compressPayload({ bytes, gzip: false }))
 */
export function createOtlpClient(options: OtlpClientOptions): OtlpClient {
  const { tls = {}, maxReplyBytes = MAX_REPLY_BYTES, clock = systemClock } = options
  const url = readUrl(options.url)
  const headers = { ...readHeaders(options.headers ?? {}), 'content-type': 'application/x-protobuf' }
  const connections = { keepAlive: true, maxSockets: 2, maxFreeSockets: 2 }
  const agent =
    url.protocol === 'https:'
      ? new HttpsAgent({
          ...connections,
          ...(tls.certificate === undefined ? {} : { ca: tls.certificate }),
          ...(tls.clientCertificate === undefined ? {} : { cert: tls.clientCertificate }),
          ...(tls.clientKey === undefined ? {} : { key: tls.clientKey }),
        })
      : new HttpAgent(connections)

  const attempt = (payload: Payload, deadlineMs: number, abort: AbortSignal | undefined): Promise<Reply> =>
    exchange({
      url,
      agent,
      headers: payload.gzip ? { ...headers, 'content-encoding': 'gzip' } : headers,
      body: payload.bytes,
      deadlineMs,
      maxReplyBytes,
      abort,
      clock,
    })

  return {
    async send(payload, { deadlineMs = DEADLINE_MS, abort } = {}) {
      const startedMs = clock.now()
      const leftMs = (): number => deadlineMs - (clock.now() - startedMs)
      try {
        const reply = await attempt(payload, deadlineMs, abort).catch((error: unknown) => {
          if (error instanceof StaleConnectionError) return attempt(payload, leftMs(), abort)
          throw error
        })
        return judgeReply(reply)
      } catch (error) {
        return { kind: 'retry', reason: error instanceof Error ? error.message : String(error) }
      }
    },
    close: () => agent.destroy(),
  }
}

function readUrl(value: string | URL): URL {
  const url = URL.parse(String(value))
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    // Not the value itself: it may hold a password.
    throw new TypeError('OTLP endpoint: expected a URL that begins with http:// or https://')
  }
  return url
}

function readHeaders(given: Readonly<Record<string, string>>): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(given)) {
    try {
      validateHeaderName(name)
      validateHeaderValue(name, value)
    } catch {
      throw new TypeError(`OTLP header ${JSON.stringify(name)}: expected a name and a value that HTTP allows`)
    }
    headers[name.toLowerCase()] = value
  }
  return headers
}
