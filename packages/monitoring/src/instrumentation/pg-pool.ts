import type { InstrumentationRuntime, Stop } from './instrumentation-runtime.ts'
import { patchMethod } from './patch-method.ts'
import { watchPool } from './pool-sampler.ts'
import type { PgPool } from './pool-sampler.ts'

/**
 * Patches `Pool.prototype.connect`: the pool is sampled from its first connect on, and the callback runs in the
 * context of the caller. pg-pool calls it in that of whoever gives a client back, so that the query of one
 * request would belong to another.
 */
export function patchPool(runtime: InstrumentationRuntime, prototype: Record<string, unknown>): Stop {
  const { contexts } = runtime
  return patchMethod(
    prototype,
    'connect',
    (connect) =>
      function (this: unknown, ...args: unknown[]) {
        const [callback] = args
        if (typeof callback === 'function') {
          const context = contexts.entered()
          args[0] = function (this: unknown, ...results: unknown[]): unknown {
            return contexts.apply(context, callback, this, results)
          }
        }
        const result = Reflect.apply(connect, this, args)
        // A pool has a client, which knows the database, once the first connect has begun.
        watchPool(this as PgPool)
        return result
      },
  )
}
