import { SpanKind } from '@opentelemetry/api'
import { isTracingSuppressed } from '@opentelemetry/core'
import { DB_SYSTEM_NAME_VALUE_POSTGRESQL } from '@opentelemetry/semantic-conventions'

import { stopAll } from './instrumentation-runtime.ts'
import type { InstrumentationRuntime, Stop } from './instrumentation-runtime.ts'
import { patchMethod } from './patch-method.ts'
import type { Method } from './patch-method.ts'
import { PgCall } from './pg-call.ts'
import { targetOf } from './pg-target.ts'
import type { PgClient } from './pg-target.ts'
import { readStatement } from './sql-statement.ts'

/** What `query` takes as an object: a configuration, or something that submits itself. */
interface QueryConfig {
  readonly text?: unknown
  readonly values?: unknown
  callback?: unknown
}

/** `Query`, `Cursor`, `QueryStream`, a copy stream: the client calls these once it is done. */
interface Submittable extends QueryConfig {
  readonly cursor?: QueryConfig
  readonly submit: unknown
  handleReadyForQuery: Method
  handleError: Method
}

/**
 * Patches `Client.prototype.query`. What it takes, calls, throws and returns stays the same, but callbacks run in
 * the context of the caller.
 */
export function patchQuery(runtime: InstrumentationRuntime, prototype: Record<string, unknown>): Stop {
  return patchMethod(
    prototype,
    'query',
    (query) =>
      function (this: unknown, ...args: unknown[]) {
        const call = startCall(runtime, this as PgClient, args)
        if (call === undefined) return Reflect.apply(query, this, args)
        const [config] = args
        const ownCallback = isConfig(config) ? config.callback : undefined
        try {
          if (isSubmittable(config)) endWithSubmittable(call, config)
          const called = bindCallback(runtime, call, args)
          const result = Reflect.apply(query, this, args)
          return !called && isThenable(result) ? settle(call, result) : result
        } catch (error) {
          call.fail(error)
          throw error
        } finally {
          // pg notes the callback that it is given on the caller's own object.
          if (typeof ownCallback === 'function' && !isSubmittable(config))
            (config as QueryConfig).callback = ownCallback
        }
      },
  )
}

/** Undefined where nothing is to be told, or its end could not be seen. */
function startCall(
  runtime: InstrumentationRuntime,
  client: PgClient,
  args: readonly unknown[],
): PgCall | undefined {
  try {
    const parent = runtime.contexts.active()
    const [config, values] = args
    if (isTracingSuppressed(parent) || !isObservable(config)) return undefined
    const { text, values: ownValues } = isConfig(config)
      ? readSource(config)
      : { text: config, values: undefined }
    const statement = readStatement(text, hasValues(values) || hasValues(ownValues))
    const target = targetOf(client)
    const name = statement.summary ?? target.database ?? DB_SYSTEM_NAME_VALUE_POSTGRESQL
    const attributes = target.attributes(statement)
    const span = runtime.tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, parent)
    return new PgCall(runtime, parent, target, statement, span)
  } catch (error) {
    runtime.fail(error)
    return undefined
  }
}

function isObservable(config: unknown): boolean {
  if (typeof config === 'string') return true
  if (!isConfig(config)) return false
  if ('submit' in config) return isSubmittable(config)
  return typeof config.callback !== 'function' || !Object.isFrozen(config)
}

function isConfig(config: unknown): config is QueryConfig {
  return typeof config === 'object' && config !== null
}

function isSubmittable(config: unknown): config is Submittable {
  if (!isConfig(config)) return false
  const { submit, handleReadyForQuery, handleError } = config as Partial<Submittable>
  return [submit, handleReadyForQuery, handleError].every((method) => typeof method === 'function')
}

/** A stream of rows keeps the text in its cursor. */
function readSource(config: QueryConfig): QueryConfig {
  const { cursor } = config as Partial<Submittable>
  return config.text === undefined && cursor !== undefined ? cursor : config
}

function hasValues(values: unknown): boolean {
  return Array.isArray(values) && values.length > 0
}

/** The client calls one of these methods once the query is done. */
function endWithSubmittable(call: PgCall, query: Submittable): void {
  const restore = stopAll([
    patchMethod(
      query,
      'handleReadyForQuery',
      (ready) =>
        function (this: unknown, ...args) {
          restore()
          call.succeed()
          return Reflect.apply(ready, this, args)
        },
    ),
    patchMethod(
      query,
      'handleError',
      (fail) =>
        function (this: unknown, ...args) {
          restore()
          call.fail(args[0])
          return Reflect.apply(fail, this, args)
        },
    ),
  ])
}

/** Replaces the callback among the arguments, in the place where pg looks for it last; false if there is none. */
function bindCallback(runtime: InstrumentationRuntime, call: PgCall, args: unknown[]): boolean {
  const [config, values, last] = args
  const index = typeof last === 'function' ? 2 : typeof values === 'function' ? 1 : undefined
  const callback = index === undefined && isConfig(config) ? config.callback : args[index ?? 2]
  if (typeof callback !== 'function' || (index === undefined && isSubmittable(config))) return false
  args[index ?? 2] = function (this: unknown, ...results: unknown[]): unknown {
    const [error] = results
    if (error === null || error === undefined) call.succeed()
    else call.fail(error)
    return runtime.contexts.apply(call.context, callback, this, results)
  }
  return true
}

function isThenable(result: unknown): result is Promise<unknown> {
  return (
    typeof result === 'object' && result !== null && 'then' in result && typeof result.then === 'function'
  )
}

/** A promise of the same kind: that of pg would count as handled, and a rejection nobody handles go unseen. */
function settle(call: PgCall, result: Promise<unknown>): Promise<unknown> {
  return result.then(
    (value) => {
      call.succeed()
      return value
    },
    (error: unknown) => {
      call.fail(error)
      throw error
    },
  )
}
