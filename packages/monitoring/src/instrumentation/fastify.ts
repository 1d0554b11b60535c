import type { IncomingMessage } from 'node:http'

import { listen } from './instrumentation-runtime.ts'
import type { InstrumentationRuntime, Stop } from './instrumentation-runtime.ts'
import type { ModulePatches } from './module-hook.ts'
import { findServerRequest } from './server-request.ts'
import type { WithServerRequest } from './server-request.ts'

/** A request of Fastify, as far as it is used here. */
interface FastifyRequest {
  /** Of HTTP/1, or of HTTP/2 with its stream. */
  readonly raw: IncomingMessage & WithServerRequest & { readonly stream?: WithServerRequest }
  readonly routeOptions: { readonly url?: string | undefined }
}

interface FastifyInstance {
  addHook(name: 'onRequest', hook: (request: FastifyRequest, reply: unknown, done: () => void) => void): void
}

/** Tells the route of each request that Fastify >= 5 handles, also where a hook answers before the handler. */
export function instrumentFastify(runtime: InstrumentationRuntime): Stop {
  return listen(runtime, 'fastify.initialization', ({ fastify }: { fastify: FastifyInstance }) => {
    fastify.addHook('onRequest', (request, _reply, done) => {
      try {
        noteRoute(request, request.routeOptions.url)
      } catch (error) {
        runtime.fail(error)
      }
      done()
    })
  })
}

/**
 * Applications that were made before: what Fastify publishes of each handler that runs, which costs more and
 * is therefore listened to only where Fastify was loaded too early for the hook.
 */
export function fastifyPatches(runtime: InstrumentationRuntime): ModulePatches {
  return {
    'fastify/fastify.js': (_exports, late) => {
      if (!late) return () => {}
      return listen(
        runtime,
        'tracing:fastify.request.handler:start',
        ({ request, route }: { request: FastifyRequest; route: { url?: string } }) => {
          noteRoute(request, route.url)
        },
      )
    },
  }
}

function noteRoute({ raw }: FastifyRequest, url: string | undefined): void {
  const started = findServerRequest(raw)
  if (started !== undefined) started.route = url
}
