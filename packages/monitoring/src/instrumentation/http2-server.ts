import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'

import { listen, stopAll } from './instrumentation-runtime.ts'
import type { InstrumentationRuntime, Stop } from './instrumentation-runtime.ts'
import { patchEmit } from './request-emit.ts'
import { SERVER_REQUEST } from './server-request.ts'
import type { WithServerRequest } from './server-request.ts'
import { ServerSeriesTable } from './server-series.ts'
import { startServerRequest } from './start-server-request.ts'

interface StreamEvent {
  readonly stream: ServerHttp2Stream & WithServerRequest
}

interface StreamStart extends StreamEvent {
  readonly headers: IncomingHttpHeaders
}

/** Spans and metrics of the streams that `node:http2` servers handle, also as requests of the compatibility API. */
export function instrumentHttp2Server(runtime: InstrumentationRuntime): Stop {
  const table = new ServerSeriesTable()
  let restore: Stop | undefined
  const stopListening = stopAll([
    listen(runtime, 'http2.server.stream.start', ({ stream, headers }: StreamStart) => {
      // Even numbers are the server's own pushes (RFC 9113, 5.1.1).
      if ((stream.id ?? 0) % 2 === 0) return
      restore ??= patchEmit(runtime.contexts, Object.getPrototypeOf(stream) as ServerHttp2Stream)
      const started = startServerRequest(runtime, table, {
        method: headers[':method'] ?? 'GET',
        target: headers[':path'] ?? '/',
        authority: headers[':authority'] ?? headers.host,
        headers,
        protocolVersion: '2',
        socket: stream.session?.socket,
        secure: headers[':scheme'] === 'https',
      })
      stream[SERVER_REQUEST] = started
      // Node emits the stream in a later tick, which takes this context along.
      runtime.contexts.enter(started.context)
    }),
    listen(runtime, 'http2.server.stream.close', ({ stream }: StreamEvent) => {
      stream[SERVER_REQUEST]?.end(readStatus(stream))
    }),
  ])
  return () => {
    stopListening()
    restore?.()
  }
}

function readStatus(stream: ServerHttp2Stream): number | undefined {
  // The types have `sentHeaders` at once; Node has it once the response has begun.
  const status: unknown = (stream.sentHeaders as typeof stream.sentHeaders | undefined)?.[':status']
  return typeof status === 'number' ? status : undefined
}
