import type { ClientRequest, IncomingMessage } from 'node:http'

import type { TextMapSetter } from '@opentelemetry/api'

import { parseAuthority } from './authority.ts'
import { startClientCall } from './client-call.ts'
import type { ClientCall, ClientRequestHead } from './client-call.ts'
import { listen, stopAll } from './instrumentation-runtime.ts'
import type { InstrumentationRuntime, Stop } from './instrumentation-runtime.ts'
import { redactTarget } from './redact-url.ts'

const CLIENT_CALL: unique symbol = Symbol('cryo.client-call')

type Request = ClientRequest & {
  [CLIENT_CALL]?: ClientCall
  /** The response: on the request since the first versions of Node, though not documented. */
  readonly res?: IncomingMessage | null
  readonly socketPath?: string
}

/** What Node says of most requests that are given up; of some it says nothing. */
const HUNG_UP = { code: 'ECONNRESET' }

const setter: TextMapSetter<ClientRequest> = {
  set(request, name, value) {
    request.setHeader(name, value)
  },
}

/**
 * Spans and metrics of the requests that `node:http` and `node:https` make.
 *
 * Node publishes a request once it is made and before its headers are sent. It ends when Node closes it, which
 * is after the response was read, or after the error where there is none.
 */
export function instrumentHttpClient(runtime: InstrumentationRuntime): Stop {
  function onClose(this: ClientRequest): void {
    try {
      endCall(this)
    } catch (error) {
      runtime.fail(error)
    }
  }
  return stopAll([
    listen(runtime, 'http.client.request.created', ({ request }: { request: Request }) => {
      // Headers given as a list are rendered by now.
      const canInject = !request.headersSent
      const call = startClientCall(runtime, readHead(request), request, canInject ? setter : undefined)
      if (call === undefined) return
      request[CLIENT_CALL] = call
      request.on('close', onClose)
    }),
    listen(
      runtime,
      'http.client.request.error',
      ({ request, error }: { request: Request; error: unknown }) => {
        request[CLIENT_CALL]?.fail(error)
      },
    ),
  ])
}

function endCall(request: Request): void {
  const call = request[CLIENT_CALL]
  if (call === undefined) return
  const { res: response, socket } = request
  if (response) {
    call.status = response.statusCode
    call.protocolVersion = response.httpVersion
    // A response that broke off: Node tells the response, not the request.
    if (response.errored) call.fail(response.errored)
  } else call.fail(HUNG_UP)
  call.peer = socket ?? undefined
  call.end()
}

function readHead(request: Request): ClientRequestHead {
  const { method, path, socketPath } = request
  const scheme = request.protocol.slice(0, -1)
  const { address } = parseAuthority(request.host)
  const port = socketPath === undefined ? readPort(request, address, scheme) : undefined
  const host = address.includes(':') ? `[${address}]` : address
  const authority = port === undefined || port === defaultPort(scheme) ? host : `${host}:${port}`
  return {
    method,
    // Through a proxy the path is the whole URL.
    url: path.startsWith('/')
      ? `${scheme}://${authority}${redactTarget(path)}`
      : redactTarget(withoutUser(path)),
    scheme,
    address: socketPath ?? address,
    port,
  }
}

/** The port that Node put into the `Host` header; unknown where the caller wrote that header. */
function readPort(request: ClientRequest, address: string, scheme: string): number | undefined {
  const header = request.getHeader('host')
  const host = typeof header === 'string' ? parseAuthority(header) : undefined
  return host?.address === address ? (host.port ?? defaultPort(scheme)) : undefined
}

function defaultPort(scheme: string): number {
  return scheme === 'https' ? 443 : 80
}

function withoutUser(url: string): string {
  return url.replace(/^([a-z]+:\/\/)[^/@]*@/i, '$1')
}
