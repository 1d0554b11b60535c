import { SpanKind } from '@opentelemetry/api'
import type { Context } from '@opentelemetry/api'
import { isTracingSuppressed } from '@opentelemetry/core'

import type { InstrumentationRuntime, Stop } from './instrumentation-runtime.ts'
import { patchMethod } from './patch-method.ts'
import { readFailure, setFailure } from './pg-call.ts'
import { targetOf } from './pg-target.ts'
import type { PgClient } from './pg-target.ts'

/** A connect that took longer gets a span. */
const SLOW_MS = 100

/** Patches `Client.prototype.connect`: a span for each connect that failed or was slow, none for the others. */
export function patchConnect(runtime: InstrumentationRuntime, prototype: Record<string, unknown>): Stop {
  return patchMethod(
    prototype,
    'connect',
    (connect) =>
      function (this: unknown, ...args: unknown[]) {
        const finish = watchConnect(runtime, this as PgClient)
        const [callback] = args
        if (typeof callback === 'function') {
          args[0] = function (this: unknown, ...results: unknown[]): unknown {
            const [error] = results
            finish(error === null || error === undefined ? undefined : { error })
            return Reflect.apply(callback, this, results)
          }
          return Reflect.apply(connect, this, args)
        }
        return (Reflect.apply(connect, this, args) as Promise<unknown>).then(
          (client) => {
            finish(undefined)
            return client
          },
          (error: unknown) => {
            finish({ error })
            throw error
          },
        )
      },
  )
}

type Finish = (failed: { readonly error: unknown } | undefined) => void

function watchConnect(runtime: InstrumentationRuntime, client: PgClient): Finish {
  const parent: Context = runtime.contexts.active()
  const startTime = Date.now()
  const startedAt = performance.now()
  return (failed) => {
    try {
      if (failed === undefined && performance.now() - startedAt <= SLOW_MS) return
      if (isTracingSuppressed(parent)) return
      const attributes = targetOf(client).attributes()
      const options = { kind: SpanKind.CLIENT, attributes, startTime }
      const span = runtime.tracer.startSpan('pg.connect', options, parent)
      if (failed !== undefined) setFailure(span, readFailure(failed.error))
      span.end()
    } catch (error) {
      runtime.fail(error)
    }
  }
}
