import type { Tracer } from '@opentelemetry/api'

import type { AsyncContextManager } from '../context-manager.ts'
import { expressPatches } from './express.ts'
import { fastifyPatches, instrumentFastify } from './fastify.ts'
import { instrumentHttp2Server } from './http2-server.ts'
import { instrumentHttpClient } from './http-client.ts'
import { instrumentUndici } from './undici.ts'
import { instrumentHttpServer } from './http-server.ts'
import type { InstrumentationRuntime, Stop } from './instrumentation-runtime.ts'
import { patchModules } from './module-hook.ts'

export interface InstrumentationOptions {
  readonly tracer: Tracer
  readonly contexts: AsyncContextManager
  readonly disabled?: ReadonlySet<string>
}

export function startInstrumentations(options: InstrumentationOptions): Stop {
  const runtime: InstrumentationRuntime = { tracer: options.tracer, contexts: options.contexts, fail: (e) => { console.error(e) } }
  const stops = [instrumentHttpServer(runtime), instrumentHttp2Server(runtime), instrumentHttpClient(runtime), instrumentUndici(runtime), instrumentFastify(runtime), patchModules(runtime, { ...expressPatches(runtime), ...fastifyPatches(runtime) })]
  return () => { for (const s of stops) s() }
}
