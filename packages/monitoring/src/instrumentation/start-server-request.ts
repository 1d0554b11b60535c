import type { IncomingHttpHeaders } from 'node:http'

import { propagation, ROOT_CONTEXT, SpanKind } from '@opentelemetry/api'
import type { Attributes, Context } from '@opentelemetry/api'
import {
  ATTR_CLIENT_ADDRESS,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_NETWORK_PEER_ADDRESS,
  ATTR_NETWORK_PEER_PORT,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_PATH,
  ATTR_URL_QUERY,
  ATTR_URL_SCHEME,
  ATTR_USER_AGENT_ORIGINAL,
} from '@opentelemetry/semantic-conventions'

import { parseAuthority } from './authority.ts'
import { contextWithSpan } from './context-with-span.ts'
import { readForwarded } from './forwarded.ts'
import { toKnownMethod, toNamedMethod } from './http-method.ts'
import type { InstrumentationRuntime } from './instrumentation-runtime.ts'
import { cut, redactQuery } from './redact-url.ts'
import { ServerRequest } from './server-request.ts'
import type { Scheme, ServerSeriesTable } from './server-series.ts'

/** The head of a request, of whatever version of HTTP. */
export interface RequestHead {
  readonly method: string
  /** Path and query, or a whole URL. */
  readonly target: string
  readonly authority: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly protocolVersion: string
  readonly socket:
    | { readonly remoteAddress?: string | undefined; readonly remotePort?: number | undefined }
    | undefined
  /** Whether the connection is encrypted. */
  readonly secure: boolean
}

/** Starts the span of a request, a child of the caller's where its headers tell of one. */
export function startServerRequest(
  runtime: InstrumentationRuntime,
  table: ServerSeriesTable,
  head: RequestHead,
): ServerRequest {
  const { headers, protocolVersion, socket } = head
  const method = toKnownMethod(head.method)
  const forwarded = readForwarded(headers)
  const scheme: Scheme = forwarded?.scheme ?? (head.secure ? 'https' : 'http')
  const peer = socket?.remoteAddress
  const attributes: Attributes = {
    [ATTR_HTTP_REQUEST_METHOD]: method,
    [ATTR_URL_SCHEME]: scheme,
    [ATTR_CLIENT_ADDRESS]: forwarded?.clientAddress ?? peer,
    [ATTR_NETWORK_PEER_ADDRESS]: peer,
    [ATTR_NETWORK_PEER_PORT]: socket?.remotePort,
    [ATTR_NETWORK_PROTOCOL_VERSION]: protocolVersion,
  }
  if (method !== head.method) attributes[ATTR_HTTP_REQUEST_METHOD_ORIGINAL] = cut(head.method)
  setTarget(attributes, head.target)
  setAuthority(attributes, forwarded?.authority ?? head.authority)
  const userAgent = headers['user-agent']
  if (userAgent !== undefined) attributes[ATTR_USER_AGENT_ORIGINAL] = cut(userAgent)

  const parent = readParent(headers)
  const span = runtime.tracer.startSpan(toNamedMethod(method), { kind: SpanKind.SERVER, attributes }, parent)
  const series = table.of(method, scheme, protocolVersion)
  return new ServerRequest(series, span, contextWithSpan(parent, span), runtime.contexts.entered())
}

function setTarget(attributes: Attributes, target: string): void {
  const url = target.startsWith('/') ? target : withoutOrigin(target)
  const mark = url.indexOf('?')
  attributes[ATTR_URL_PATH] = cut(mark === -1 ? url : url.slice(0, mark))
  if (mark !== -1 && mark + 1 < url.length) attributes[ATTR_URL_QUERY] = redactQuery(url.slice(mark + 1))
}

/** A request to a proxy names the whole URL (RFC 9112, 3.2.2). */
function withoutOrigin(target: string): string {
  const authority = target.indexOf('://')
  if (authority === -1) return target
  const path = target.indexOf('/', authority + 3)
  return path === -1 ? '/' : target.slice(path)
}

function setAuthority(attributes: Attributes, authority: string | undefined): void {
  if (authority === undefined) return
  const { address, port } = parseAuthority(authority)
  attributes[ATTR_SERVER_ADDRESS] = address
  if (port !== undefined) attributes[ATTR_SERVER_PORT] = port
}

/** The caller's context, or the root one: a request is never part of what started the server. */
function readParent(headers: IncomingHttpHeaders): Context {
  for (const field of propagation.fields()) {
    if (headers[field] !== undefined) return propagation.extract(ROOT_CONTEXT, headers)
  }
  return ROOT_CONTEXT
}
