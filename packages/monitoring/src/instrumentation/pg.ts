import { stopAll } from './instrumentation-runtime.ts'
import type { InstrumentationRuntime, Stop } from './instrumentation-runtime.ts'
import type { ModulePatches } from './module-hook.ts'
import { patchConnect } from './pg-connect.ts'
import { patchPool } from './pg-pool.ts'
import { patchQuery } from './pg-query.ts'

/** Spans and metrics of the package pg: queries, connects that failed or took long, and pools. */
export function pgPatches(runtime: InstrumentationRuntime): ModulePatches {
  const client = (exports: unknown): Stop => {
    const { prototype } = exports as { prototype: Record<string, unknown> }
    return stopAll([patchQuery(runtime, prototype), patchConnect(runtime, prototype)])
  }
  return {
    'pg/lib/client.js': client,
    'pg/lib/native/client.js': client,
    'pg-pool/index.js': (exports) =>
      patchPool(runtime, (exports as { prototype: Record<string, unknown> }).prototype),
  }
}
