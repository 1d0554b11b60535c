import { SpanStatusCode } from '@opentelemetry/api'
import type { Context, Span } from '@opentelemetry/api'
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
} from '@opentelemetry/semantic-conventions'

import type { ServerSeries } from './server-series.ts'

/** Where a request and its response keep their {@link ServerRequest}. */
export const SERVER_REQUEST: unique symbol = Symbol('cryo.server-request')

/** A request, a response or a stream of a server that may be under way here. */
export interface WithServerRequest {
  [SERVER_REQUEST]?: ServerRequest
}

/** What is under way for a request of HTTP/1 or HTTP/2; `undefined` for anything else. */
export function findServerRequest(request: unknown): ServerRequest | undefined {
  const raw = request as (WithServerRequest & { readonly stream?: WithServerRequest }) | null | undefined
  return raw?.[SERVER_REQUEST] ?? raw?.stream?.[SERVER_REQUEST]
}

/** A request that a server of this process handles: its span, its context and its metrics, ended once. */
export class ServerRequest {
  readonly span: Span
  readonly context: Context
  /** What Node emits the request's events in; only that context is replaced by {@link context}. */
  readonly outer: Context | undefined
  /** The pattern that the framework matched; set by its instrumentation. */
  route: string | undefined = undefined
  /** Finds the pattern when the request ends, where `route` is not set. */
  findRoute: (() => string | undefined) | undefined = undefined
  /** Pattern of the mount points that the request is inside of at the moment. */
  mountPath = ''
  /** The framework's own route object that `route` was taken from. */
  matched: unknown = undefined
  /** Whether the span has ended. */
  ended = false
  readonly #series: ServerSeries
  readonly #startedAt = performance.now()

  constructor(series: ServerSeries, span: Span, context: Context, outer: Context | undefined) {
    this.#series = series
    this.span = span
    this.context = context
    this.outer = outer
    series.active.add(1)
  }

  /** @param status - Undefined if the client left before there was one. */
  end(status: number | undefined): void {
    if (this.ended) return
    this.ended = true
    const { span } = this
    const route = this.route ?? this.#foundRoute
    const series = this.#series.of(route)
    this.#series.active.add(-1)
    series.duration(status).record((performance.now() - this.#startedAt) / 1000)
    if (span.isRecording()) {
      if (route !== undefined) {
        span.setAttribute(ATTR_HTTP_ROUTE, route)
        span.updateName(series.spanName)
      }
      if (status !== undefined) span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status)
      if (status !== undefined && status >= 500) {
        span.setAttribute(ATTR_ERROR_TYPE, String(status))
        span.setStatus({ code: SpanStatusCode.ERROR })
      }
    }
    span.end()
  }

  /** A framework that fails when it is asked again costs the route only. */
  get #foundRoute(): string | undefined {
    try {
      return this.findRoute?.()
    } catch {
      return undefined
    }
  }
}
