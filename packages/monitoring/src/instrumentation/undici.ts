import type { Socket } from 'node:net'

import type { TextMapSetter } from '@opentelemetry/api'

import { startClientCall } from './client-call.ts'
import type { ClientCall, ClientRequestHead } from './client-call.ts'
import { listen, stopAll } from './instrumentation-runtime.ts'
import type { InstrumentationRuntime, Stop } from './instrumentation-runtime.ts'
import { redactTarget } from './redact-url.ts'

const CLIENT_CALL: unique symbol = Symbol('cryo.client-call')
const MAX_ORIGINS = 256

/** A request of undici, whose own types do not name it. */
interface UndiciRequest {
  readonly method: string
  readonly origin: string | URL
  readonly path: string
  addHeader(name: string, value: string): void
  [CLIENT_CALL]?: ClientCall
}

/** What each of its channels publishes. */
interface UndiciEvent {
  readonly request: UndiciRequest
}

type Origin = Pick<ClientRequestHead, 'scheme' | 'address' | 'port'> & { readonly text: string }

const setter: TextMapSetter<UndiciRequest> = {
  set(request, name, value) {
    request.addHeader(name, value)
  },
}

/** Spans and metrics of the requests of `fetch`, which is Node's own undici, and of the npm package undici. */
export function instrumentUndici(runtime: InstrumentationRuntime): Stop {
  const origins = new Map<string, Origin>()
  return stopAll([
    listen(runtime, 'undici:request:create', ({ request }: UndiciEvent) => {
      // A tunnel to a proxy: the request that goes through it is the application's.
      if (request.method === 'CONNECT') return
      const { text, ...origin } = readOrigin(origins, String(request.origin))
      const head = { ...origin, method: request.method, url: text + redactTarget(request.path) }
      const call = startClientCall(runtime, head, request, setter)
      if (call !== undefined) request[CLIENT_CALL] = call
    }),
    listen(runtime, 'undici:client:sendHeaders', ({ request, socket }: UndiciEvent & { socket: Socket }) => {
      const call = request[CLIENT_CALL]
      if (call !== undefined) call.peer = socket
    }),
    listen(
      runtime,
      'undici:request:headers',
      ({ request, response }: UndiciEvent & { response: { statusCode: number } }) => {
        const call = request[CLIENT_CALL]
        if (call !== undefined) call.status = response.statusCode
      },
    ),
    listen(runtime, 'undici:request:trailers', ({ request }: UndiciEvent) => {
      request[CLIENT_CALL]?.end()
    }),
    listen(runtime, 'undici:request:error', ({ request, error }: UndiciEvent & { error: unknown }) => {
      const call = request[CLIENT_CALL]
      call?.fail(error)
      call?.end()
    }),
  ])
}

function readOrigin(origins: Map<string, Origin>, text: string): Origin {
  let origin = origins.get(text)
  if (origin === undefined) {
    const { protocol, hostname, port, origin: withoutUser } = new URL(text)
    origin = {
      text: withoutUser,
      scheme: protocol.slice(0, -1),
      address: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
      port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
    }
    if (origins.size >= MAX_ORIGINS) origins.clear()
    origins.set(text, origin)
  }
  return origin
}
