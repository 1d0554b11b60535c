import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import type { DashboardEnv } from './dashboard-env.ts'
import { startRequestDeadline } from './request-deadline.ts'

/** What one client and all of them together may take. */
export interface ServerLimits {
  /** Connections at once; further ones are closed unanswered. Default 64. */
  readonly maxConnections?: number
  /** From the connection to the end of the headers. Default 10 000 ms. */
  readonly headersTimeoutMs?: number
  /** From the headers to the end of the answer, streams excepted. Default 30 000 ms. */
  readonly requestTimeoutMs?: number
  /** Without a byte in either direction. Default 30 000 ms. */
  readonly idleTimeoutMs?: number
  /** Between two requests of one connection. Default 5000 ms. */
  readonly keepAliveTimeoutMs?: number
  /** Of one request. Default 16 KiB. */
  readonly maxHeaderBytes?: number
  /** That running requests get to finish when the server closes. Default 1000 ms. */
  readonly closeTimeoutMs?: number
}

/** A server on one port. */
export interface DashboardServer {
  /** Starts; port 0 takes a free one. Rejects with Node's error, such as `EADDRINUSE`. */
  listen(host: string, port: number): Promise<AddressInfo>
  /** Ends event streams at once, other requests after `closeTimeoutMs`; resolves when the port is free. */
  close(): Promise<void>
}

/** Makes a node:http server for the routes, not yet listening. */
export function createServer(routes: Hono<DashboardEnv>, limits: ServerLimits = {}): DashboardServer {
  const { headersTimeoutMs = 10_000, requestTimeoutMs = 30_000, idleTimeoutMs = 30_000 } = limits
  const { keepAliveTimeoutMs = 5000, closeTimeoutMs = 1000, maxHeaderBytes = 16 * 1024 } = limits
  const closing = new AbortController()

  const answer = getRequestListener(
    (request, bindings) => routes.fetch(request, { ...bindings, closing: closing.signal }),
    {
      // The adapter would replace the Request and Response of everything else in this thread.
      overrideGlobalObjects: false,
      errorHandler: () => Response.json({ error: 'The request cannot be read.' }, { status: 400 }),
    },
  )
  const server = createHttpServer(
    {
      headersTimeout: headersTimeoutMs,
      // Attached processes send one request for as long as they live: the deadline below can be lifted, this not.
      requestTimeout: 0,
      keepAliveTimeout: keepAliveTimeoutMs,
      connectionsCheckingInterval: Math.min(headersTimeoutMs, 2000),
      maxHeaderSize: maxHeaderBytes,
    },
    (incoming, outgoing) => {
      startRequestDeadline(incoming, outgoing, requestTimeoutMs)
      // What was busy when the server closed would stay open for its next request.
      outgoing.once(
        'close',
        () => closing.signal.aborted && setImmediate(() => server.closeIdleConnections()),
      )
      answer(incoming, outgoing).catch(() => outgoing.destroy())
    },
  )
  server.maxConnections = limits.maxConnections ?? 64
  server.timeout = idleTimeoutMs
  // Without a listener a failed accept (EMFILE) would end the hub; the connection is lost either way.
  server.on('error', () => {})

  return {
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen({ host, port }, () => {
          server.off('error', reject)
          resolve(server.address() as AddressInfo)
        })
      }),
    close: () =>
      new Promise((resolve) => {
        closing.abort()
        const cut = setTimeout(() => server.closeAllConnections(), closeTimeoutMs)
        server.close(() => {
          clearTimeout(cut)
          resolve()
        })
      }),
  }
}
