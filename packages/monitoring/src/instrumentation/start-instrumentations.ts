import type { Tracer } from '@opentelemetry/api'

import type { AsyncContextManager } from '../context-manager.ts'
import { expressPatches } from './express.ts'
import { fastifyPatches, instrumentFastify } from './fastify.ts'
import { instrumentHttpClient } from './http-client.ts'
import { instrumentHttpServer } from './http-server.ts'
import { instrumentHttp2Server } from './http2-server.ts'
import { stopAll } from './instrumentation-runtime.ts'
import type { InstrumentationRuntime, Stop } from './instrumentation-runtime.ts'
import { patchModules } from './module-hook.ts'
import type { ModulePatches } from './module-hook.ts'
import { pgPatches } from './pg.ts'
import { instrumentUndici } from './undici.ts'

/** Settings of {@link startInstrumentations}. */
export interface InstrumentationOptions {
  /** Makes the spans. */
  readonly tracer: Tracer
  /** The global context manager. */
  readonly contexts: AsyncContextManager
  /** What is left out: `http`, `undici`, `express`, `fastify`, `pg`; nothing by default. */
  readonly disabled?: ReadonlySet<string>
  /** Told of each failure of ours; none reaches the application. */
  readonly onFailure?: (error: unknown) => void
}

/**
 * Makes spans and metrics of what the application does with HTTP and PostgreSQL, whatever was loaded before.
 *
 * It loads nothing that the application does not: it listens to `node:diagnostics_channel`, patches the
 * prototypes of `node:http` at the first request, and packages when they are loaded. The metrics of database
 * pools come from `samplePools`.
 *
 * @returns Undoes everything, for tests: what is under way then does not end.
 */
export function startInstrumentations(options: InstrumentationOptions): Stop {
  const { tracer, contexts, disabled, onFailure } = options
  const runtime: InstrumentationRuntime = {
    tracer,
    contexts,
    fail: (error) => {
      try {
        onFailure?.(error)
      } catch {
        // Whoever counts failures must not make one of the application's.
      }
    },
  }
  const stops: Stop[] = []
  const patches: ModulePatches[] = []
  if (disabled?.has('http') !== true) {
    stops.push(instrumentHttpServer(runtime), instrumentHttp2Server(runtime), instrumentHttpClient(runtime))
  }
  if (disabled?.has('undici') !== true) stops.push(instrumentUndici(runtime))
  if (disabled?.has('express') !== true) patches.push(expressPatches(runtime))
  if (disabled?.has('fastify') !== true) {
    stops.push(instrumentFastify(runtime))
    patches.push(fastifyPatches(runtime))
  }
  if (disabled?.has('pg') !== true) patches.push(pgPatches(runtime))
  stops.push(patchModules(runtime, Object.assign({}, ...patches) as ModulePatches))
  return stopAll(stops)
}
