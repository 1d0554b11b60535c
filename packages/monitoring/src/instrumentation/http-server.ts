import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

import { matchedRoute } from './express-route.ts'
import { listen, stopAll } from './instrumentation-runtime.ts'
import type { InstrumentationRuntime, Stop } from './instrumentation-runtime.ts'
import { patchEmit } from './request-emit.ts'
import { SERVER_REQUEST } from './server-request.ts'
import type { ServerRequest, WithServerRequest } from './server-request.ts'
import { ServerSeriesTable } from './server-series.ts'
import { startServerRequest } from './start-server-request.ts'

interface RequestStart {
  readonly request: IncomingMessage & WithServerRequest
  readonly response: ServerResponse & WithServerRequest
  readonly socket: Socket | TLSSocket
}

/**
 * Spans and metrics of the requests that `node:http` and `node:https` servers handle.
 *
 * Node publishes each request just before the server's listeners run. The context that is entered there
 * reaches them and ends with the parser's callback; later events of the request and its response are emitted
 * under it.
 */
export function instrumentHttpServer(runtime: InstrumentationRuntime): Stop {
  const table = new ServerSeriesTable()
  let restore: Stop | undefined
  const stopListening = listen(runtime, 'http.server.request.start', (message: RequestStart) => {
    restore ??= patchPrototypes(runtime)
    const { request, response, socket } = message
    const { headers } = request
    const started = startServerRequest(runtime, table, {
      method: request.method ?? 'GET',
      target: request.url ?? '/',
      authority: headers.host,
      headers,
      protocolVersion: request.httpVersion,
      socket,
      secure: 'encrypted' in socket,
    })
    request[SERVER_REQUEST] = started
    response[SERVER_REQUEST] = started
    runtime.contexts.enter(started.context)
  })
  return () => {
    stopListening()
    restore?.()
  }
}

function patchPrototypes(runtime: InstrumentationRuntime): Stop {
  const { contexts } = runtime
  // Loaded by now: one of its servers has got a request.
  const { IncomingMessage, ServerResponse } = process.getBuiltinModule('node:http')
  return stopAll([
    patchEmit(contexts, IncomingMessage.prototype),
    patchEmit(contexts, ServerResponse.prototype, (started, response) => {
      endRequest(runtime, started, response)
    }),
  ])
}

function endRequest(runtime: InstrumentationRuntime, started: ServerRequest, response: ServerResponse): void {
  try {
    started.route ??= matchedRoute(started, response.req)
    started.end(response.headersSent ? response.statusCode : undefined)
  } catch (error) {
    runtime.fail(error)
  }
}
