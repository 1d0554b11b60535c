import { METRIC_HTTP_CLIENT_REQUEST_DURATION } from '@cryo/conventions'
import { histogram } from '@cryo/instruments'
import type { BoundHistogram } from '@cryo/instruments'
import { propagation, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { Attributes, Context, Span, TextMapSetter } from '@opentelemetry/api'
import { isTracingSuppressed } from '@opentelemetry/core'
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL,
  ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions'

import { contextWithSpan } from './context-with-span.ts'
import { errorTypeOf } from './error-type.ts'
import { toKnownMethod, toNamedMethod } from './http-method.ts'
import type { InstrumentationRuntime } from './instrumentation-runtime.ts'
import { cut } from './redact-url.ts'

/** What a client asks for. */
export interface ClientRequestHead {
  readonly method: string
  /** Without credentials. */
  readonly url: string
  readonly scheme: string
  readonly address: string
  readonly port: number | undefined
}

/** The far end of a connection, as sockets of Node tell it. */
export interface Peer {
  readonly remoteAddress?: string | undefined
  readonly remotePort?: number | undefined
}

const MAX_SERIES = 1000
const duration = histogram(METRIC_HTTP_CLIENT_REQUEST_DURATION)
const series = new Map<string, BoundHistogram>()

/** A request that this process makes: its span and its metric, ended once. */
export class ClientCall {
  /** Status of the response, once there is one. */
  status: number | undefined = undefined
  protocolVersion: string | undefined = undefined
  peer: Peer | undefined = undefined
  readonly #span: Span
  readonly #head: ClientRequestHead
  readonly #method: string
  readonly #startedAt = performance.now()
  #error: { readonly value: unknown } | undefined
  #ended = false

  constructor(head: ClientRequestHead, method: string, span: Span) {
    this.#head = head
    this.#method = method
    this.#span = span
  }

  /** Notes an error, which counts when the call ends; the first stays. */
  fail(error: unknown): void {
    this.#error ??= { value: error }
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    const { status, protocolVersion, peer } = this
    const port = this.#head.port ?? peer?.remotePort
    const errorType = this.#errorType()
    this.#series(port, errorType).record((performance.now() - this.#startedAt) / 1000)
    const span = this.#span
    if (span.isRecording()) {
      if (status !== undefined) span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status)
      if (protocolVersion !== undefined) span.setAttribute(ATTR_NETWORK_PROTOCOL_VERSION, protocolVersion)
      if (port !== this.#head.port && port !== undefined) span.setAttribute(ATTR_SERVER_PORT, port)
      if (peer?.remoteAddress !== undefined) span.setAttribute(ATTR_NETWORK_PEER_ADDRESS, peer.remoteAddress)
      if (peer?.remotePort !== undefined) span.setAttribute(ATTR_NETWORK_PEER_PORT, peer.remotePort)
      if (errorType !== undefined) {
        span.setAttribute(ATTR_ERROR_TYPE, errorType)
        span.setStatus({ code: SpanStatusCode.ERROR })
      }
    }
    span.end()
  }

  #errorType(): string | undefined {
    const { status } = this
    if (this.#error !== undefined) return errorTypeOf(this.#error.value)
    return status !== undefined && status >= 400 ? String(status) : undefined
  }

  #series(port: number | undefined, errorType: string | undefined): BoundHistogram {
    const { scheme, address } = this.#head
    const { status, protocolVersion } = this
    const key = `${this.#method} ${scheme}://${address}:${port} ${status} ${protocolVersion} ${errorType}`
    let bound = series.get(key)
    if (bound === undefined) {
      bound = duration.bind({
        [ATTR_HTTP_REQUEST_METHOD]: this.#method,
        [ATTR_SERVER_ADDRESS]: address,
        [ATTR_SERVER_PORT]: port,
        [ATTR_HTTP_RESPONSE_STATUS_CODE]: status,
        [ATTR_URL_SCHEME]: scheme,
        [ATTR_NETWORK_PROTOCOL_VERSION]: protocolVersion,
        [ATTR_ERROR_TYPE]: errorType,
      })
      if (series.size < MAX_SERIES) series.set(key, bound)
    }
    return bound
  }
}

/**
 * Starts a call and puts its context into the request's headers; `undefined` where tracing is suppressed,
 * which is how exporters keep their own requests out of the telemetry.
 *
 * @param setter - Undefined: the headers are on their way already.
 */
export function startClientCall<T>(
  runtime: InstrumentationRuntime,
  head: ClientRequestHead,
  request: T,
  setter: TextMapSetter<T> | undefined,
): ClientCall | undefined {
  const parent: Context = runtime.contexts.active()
  if (isTracingSuppressed(parent)) return undefined
  const method = toKnownMethod(head.method)
  const attributes: Attributes = {
    [ATTR_HTTP_REQUEST_METHOD]: method,
    [ATTR_SERVER_ADDRESS]: head.address,
    [ATTR_URL_FULL]: head.url,
  }
  if (head.port !== undefined) attributes[ATTR_SERVER_PORT] = head.port
  if (method !== head.method) attributes[ATTR_HTTP_REQUEST_METHOD_ORIGINAL] = cut(head.method)
  const span = runtime.tracer.startSpan(toNamedMethod(method), { kind: SpanKind.CLIENT, attributes }, parent)
  if (setter !== undefined) propagation.inject(contextWithSpan(parent, span), request, setter)
  return new ClientCall(head, method, span)
}
