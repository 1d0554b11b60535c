import { SpanStatusCode } from '@opentelemetry/api'
import type { Context, Span } from '@opentelemetry/api'
import { ATTR_DB_RESPONSE_STATUS_CODE, ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions'

import { errorTypeOf, readText } from './error-type.ts'
import type { InstrumentationRuntime } from './instrumentation-runtime.ts'
import type { PgFailure, PgTarget } from './pg-target.ts'
import type { SqlStatement } from './sql-statement.ts'

/** A query that is under way: its span and its metric, ended once. */
export class PgCall {
  /** The caller's context, in which its callbacks run. */
  readonly context: Context
  readonly #runtime: InstrumentationRuntime
  readonly #target: PgTarget
  readonly #statement: SqlStatement
  readonly #span: Span
  readonly #startedAt = performance.now()
  #ended = false

  constructor(
    runtime: InstrumentationRuntime,
    context: Context,
    target: PgTarget,
    statement: SqlStatement,
    span: Span,
  ) {
    this.#runtime = runtime
    this.context = context
    this.#target = target
    this.#statement = statement
    this.#span = span
  }

  succeed(): void {
    this.#end(undefined)
  }

  fail(error: unknown): void {
    this.#end({ error })
  }

  #end(failed: { readonly error: unknown } | undefined): void {
    if (this.#ended) return
    this.#ended = true
    try {
      const failure = failed && readFailure(failed.error)
      const seconds = (performance.now() - this.#startedAt) / 1000
      this.#target.duration(this.#statement, failure).record(seconds)
      if (failure !== undefined) setFailure(this.#span, failure)
      this.#span.end()
    } catch (error) {
      this.#runtime.fail(error)
    }
  }
}

/** What an error of pg tells: one of the server has a SQLSTATE, one of the connection a code of Node. */
export function readFailure(error: unknown): PgFailure {
  const status = readText(error, 'severity') === undefined ? undefined : readText(error, 'code')
  return { errorType: status ?? errorTypeOf(error), status }
}

/** Marks a span as failed. The message stays out: it may quote the values of the query. */
export function setFailure(span: Span, failure: PgFailure): void {
  span.setAttribute(ATTR_ERROR_TYPE, failure.errorType)
  if (failure.status !== undefined) span.setAttribute(ATTR_DB_RESPONSE_STATUS_CODE, failure.status)
  span.setStatus({ code: SpanStatusCode.ERROR })
}
