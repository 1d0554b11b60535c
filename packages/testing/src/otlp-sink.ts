import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as setTimeoutAsync } from 'node:timers/promises'
import { decodeRequest, type ReceivedBatch } from './decode-request.ts'
import type { ReceivedLog, ReceivedMetric, ReceivedSpan } from './received-telemetry.ts'
import { describeSink } from './describe-sink.ts'
import { answerWithFault, isTaken, type SinkFault } from './sink-fault.ts'
import { encodeReply } from './sink-reply.ts'

/** One request that reached the sink, whatever became of it. */
export interface SinkRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** Size on the wire, before decompression. */
  readonly bytes: number
  /** It counts as received: its items are in the sink's lists. `false` also while the answer is delayed. */
  readonly taken: boolean
  /** Why the body could not be decoded. */
  readonly problem?: string
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** How a sink is started. */
export interface SinkOptions {
  /** Port to listen on; any free one by default. */
  readonly port?: number
  /** Serves HTTPS with this certificate and key, in PEM; with `clientCa` only to clients whose certificate it signed. */
  readonly tls?: { readonly certificate: string; readonly key: string; readonly clientCa?: string }
}

/** A real OTLP/HTTP receiver in the test's process. */
export interface OtlpSink extends AsyncDisposable {
  /** Base of the endpoint, such as `http://127.0.0.1:4318`: signals are at `/v1/traces` and so on. */
  readonly url: string
  readonly port: number
  /** Items received, in order of arrival. */
  readonly spans: readonly ReceivedSpan[]
  readonly metrics: readonly ReceivedMetric[]
  readonly logs: readonly ReceivedLog[]
  readonly requests: readonly SinkRequest[]
  /** Answers the next `times` requests with the fault, all requests by default; a later call comes first. */
  respond(fault: SinkFault, times?: number): void
  /** Takes requests again as a sound collector does. */
  recover(): void
  /** Stops listening and cuts all connections: clients are refused. */
  pause(): Promise<void>
  /** Listens again on the same port. */
  resume(): Promise<void>
  /** Settles as soon as `predicate` holds; fails after `timeoutMs`, 10,000 by default, with what did arrive. */
  waitFor(predicate: (sink: OtlpSink) => boolean, what: string, timeoutMs?: number): Promise<void>
  /** Ends the sink and every connection to it. */
  close(): Promise<void>
}

/**
 * Starts an OTLP receiver on 127.0.0.1 which decodes traces, metrics and logs, protobuf and JSON, plain and gzip.
 *
 * @example
 * await using sink = await startOtlpSink()
 * sink.respond({ status: 503 }, 2)
 * await sink.waitFor(({ spans }) => spans.length === 300, '300 spans')
 */
export async function startOtlpSink(options: SinkOptions = {}): Promise<OtlpSink> {
  const spans: ReceivedSpan[] = []
  const metrics: ReceivedMetric[] = []
  const logs: ReceivedLog[] = []
  const requests: SinkRequest[] = []
  const watchers = new Set<() => void>()
  const faults: { readonly fault: SinkFault; left: number }[] = []

  const notify = (): void => {
    for (const check of watchers) check()
  }
  const nextFault = (): SinkFault => {
    const current = faults[0]
    if (current === undefined) return {}
    current.left -= 1
    if (current.left <= 0) faults.shift()
    return current.fault
  }

  const take = (batch: ReceivedBatch, refused: number): void => {
    spans.push(...batch.spans.slice(0, batch.spans.length - refused))
    metrics.push(...batch.metrics.slice(0, batch.metrics.length - refused))
    logs.push(...batch.logs.slice(0, batch.logs.length - refused))
  }

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request)
    const fault = nextFault()
    const path = request.url ?? ''
    const seen: Mutable<SinkRequest> = {
      method: request.method ?? '',
      path,
      headers: request.headers,
      bytes: body.length,
      taken: false,
    }
    requests.push(seen)
    if (fault.delayMs !== undefined) {
      notify()
      // `ref: false`: a delay that a test no longer waits for must not keep the process.
      await setTimeoutAsync(fault.delayMs, undefined, { ref: false })
    }
    try {
      const batch = decodeRequest(path, request.headers, body)
      seen.taken = isTaken(fault)
      if (seen.taken) take(batch, fault.partialSuccess?.rejected ?? 0)
      answerWithFault(fault, response, encodeReply(fault, path))
    } catch (error) {
      seen.problem = String(error)
      response.writeHead(400, { 'content-type': 'text/plain' }).end(seen.problem)
    }
    notify()
  }

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    response.on('error', () => {})
    handle(request, response).catch(() => response.destroy())
  }
  const { tls } = options
  const server =
    tls === undefined
      ? createServer(listener)
      : createTlsServer(
          { cert: tls.certificate, key: tls.key, ca: tls.clientCa, requestCert: tls.clientCa !== undefined },
          listener,
        )
  const listen = async (port: number): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
    await promise
    server.off('error', reject)
  }
  const stop = async (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    server.close(() => resolve())
    server.closeAllConnections()
    await promise
  }
  await listen(options.port ?? 0)
  const { port } = server.address() as AddressInfo

  const sink: OtlpSink = {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    spans,
    metrics,
    logs,
    requests,
    respond: (fault, times = Infinity) => void faults.unshift({ fault, left: times }),
    recover: () => void faults.splice(0),
    pause: stop,
    resume: async () => {
      if (!server.listening) await listen(port)
    },
    waitFor: (predicate, what, timeoutMs = 10_000) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const end = (): void => {
        clearTimeout(timer)
        watchers.delete(check)
      }
      const check = (): void => {
        if (!predicate(sink)) return
        end()
        resolve()
      }
      const timer = setTimeout(() => {
        end()
        reject(new Error(`No ${what} within ${timeoutMs} ms. ${describeSink(sink)}`))
      }, timeoutMs)
      watchers.add(check)
      check()
      return promise
    },
    close: stop,
    [Symbol.asyncDispose]: stop,
  }
  return sink
}
