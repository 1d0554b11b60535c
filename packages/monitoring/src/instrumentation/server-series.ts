import { METRIC_HTTP_SERVER_ACTIVE_REQUESTS, METRIC_HTTP_SERVER_REQUEST_DURATION } from '@cryo/conventions'
import { histogram, upDownCounter } from '@cryo/instruments'
import type { BoundHistogram, BoundUpDownCounter } from '@cryo/instruments'
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions'

import { toNamedMethod } from './http-method.ts'

/** A scheme, the values that `url.scheme` takes. */
export type Scheme = 'http' | 'https'

const duration = histogram(METRIC_HTTP_SERVER_REQUEST_DURATION)
const activeRequests = upDownCounter(METRIC_HTTP_SERVER_ACTIVE_REQUESTS)

/** Routes of one method that are told apart; a bug that makes routes up must not fill the memory. */
const MAX_ROUTES = 1000

/** Requests of one method over one scheme and version of the protocol. */
export class ServerSeries {
  readonly method: string
  readonly scheme: Scheme
  readonly protocolVersion: string
  readonly active: BoundUpDownCounter
  readonly #routes = new Map<string | undefined, RouteSeries>()

  constructor(method: string, scheme: Scheme, protocolVersion: string) {
    this.method = method
    this.scheme = scheme
    this.protocolVersion = protocolVersion
    this.active = activeRequests.bind({ [ATTR_HTTP_REQUEST_METHOD]: method, [ATTR_URL_SCHEME]: scheme })
  }

  /** What is known of a route of this method. */
  of(route: string | undefined): RouteSeries {
    let series = this.#routes.get(route)
    if (series === undefined) {
      series = new RouteSeries(this, route)
      if (this.#routes.size < MAX_ROUTES) this.#routes.set(route, series)
    }
    return series
  }
}

/** One route: the name of its spans and its durations, bound once for each status. */
export class RouteSeries {
  readonly spanName: string
  readonly #parent: ServerSeries
  readonly #route: string | undefined
  readonly #durations = new Map<number | undefined, BoundHistogram>()

  constructor(parent: ServerSeries, route: string | undefined) {
    const method = toNamedMethod(parent.method)
    this.spanName = route === undefined ? method : `${method} ${route}`
    this.#parent = parent
    this.#route = route
  }

  /** Where durations with this status are recorded; `undefined`: the client left before there was one. */
  duration(status: number | undefined): BoundHistogram {
    let bound = this.#durations.get(status)
    if (bound === undefined) {
      bound = duration.bind({
        [ATTR_HTTP_REQUEST_METHOD]: this.#parent.method,
        [ATTR_HTTP_ROUTE]: this.#route,
        [ATTR_HTTP_RESPONSE_STATUS_CODE]: status,
        [ATTR_URL_SCHEME]: this.#parent.scheme,
        [ATTR_NETWORK_PROTOCOL_VERSION]: this.#parent.protocolVersion,
        [ATTR_ERROR_TYPE]: status !== undefined && status >= 500 ? String(status) : undefined,
      })
      this.#durations.set(status, bound)
    }
    return bound
  }
}

/** Every series of the HTTP server, made when it is first needed. */
export class ServerSeriesTable {
  readonly #http = new Map<string, Map<string, ServerSeries>>()
  readonly #https = new Map<string, Map<string, ServerSeries>>()

  /** The series of a method as the semantic conventions have it. */
  of(method: string, scheme: Scheme, protocolVersion: string): ServerSeries {
    const versions = scheme === 'https' ? this.#https : this.#http
    let methods = versions.get(protocolVersion)
    if (methods === undefined) {
      methods = new Map()
      versions.set(protocolVersion, methods)
    }
    let series = methods.get(method)
    if (series === undefined) {
      series = new ServerSeries(method, scheme, protocolVersion)
      methods.set(method, series)
    }
    return series
  }
}
