import {
  METRIC_DB_CLIENT_OPERATION_DURATION,
  METRIC_HTTP_CLIENT_REQUEST_DURATION,
  METRIC_HTTP_SERVER_REQUEST_DURATION,
  SCOPE_FROM_SPANS,
} from '@cryo/conventions'
import { histogram } from '@cryo/instruments'
import type { Histogram } from '@cryo/instruments'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { Attributes } from '@opentelemetry/api'
import {
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_NAMESPACE,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_QUERY_TEXT,
  ATTR_DB_RESPONSE_STATUS_CODE,
  ATTR_DB_SYSTEM_NAME,
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_FULL,
  ATTR_URL_SCHEME,
} from '@opentelemetry/semantic-conventions'

import { readStatement } from '../instrumentation/sql-statement.ts'
import { toMs } from './sdk-span.ts'
import type { SdkSpan } from './sdk-span.ts'

const SCOPE = { name: SCOPE_FROM_SPANS }
const serverDuration = histogram(METRIC_HTTP_SERVER_REQUEST_DURATION, SCOPE)
const clientDuration = histogram(METRIC_HTTP_CLIENT_REQUEST_DURATION, SCOPE)
const queryDuration = histogram(METRIC_DB_CLIENT_OPERATION_DURATION, SCOPE)

/** What the semantic conventions called an attribute before it was stable; many instrumentations still do. */
const FORMER_NAMES: Readonly<Record<string, string>> = {
  [ATTR_HTTP_REQUEST_METHOD]: 'http.method',
  [ATTR_HTTP_RESPONSE_STATUS_CODE]: 'http.status_code',
  [ATTR_URL_SCHEME]: 'http.scheme',
  [ATTR_URL_FULL]: 'http.url',
  [ATTR_NETWORK_PROTOCOL_VERSION]: 'http.flavor',
  [ATTR_SERVER_ADDRESS]: 'net.peer.name',
  [ATTR_SERVER_PORT]: 'net.peer.port',
  [ATTR_DB_SYSTEM_NAME]: 'db.system',
  [ATTR_DB_NAMESPACE]: 'db.name',
  [ATTR_DB_OPERATION_NAME]: 'db.operation',
  [ATTR_DB_COLLECTION_NAME]: 'db.sql.table',
  [ATTR_DB_QUERY_TEXT]: 'db.statement',
}

type Value = string | number | undefined

/**
 * Counts the request or the query that a span is of, so that the page has its figures where another SDK has
 * instrumented the application. Other spans count nothing.
 */
export function recordFigures(span: SdkSpan): void {
  const { kind, attributes } = span
  const isHttp = read(attributes, ATTR_HTTP_REQUEST_METHOD) !== undefined
  if (kind === SpanKind.SERVER && isHttp) record(serverDuration, span, serverLabels(span))
  else if (kind === SpanKind.CLIENT && isHttp) record(clientDuration, span, clientLabels(span))
  else if (kind === SpanKind.CLIENT && isQuery(attributes)) record(queryDuration, span, queryLabels(span))
}

function record(duration: Histogram, { startTime, endTime }: SdkSpan, labels: Record<string, Value>): void {
  duration.record(Math.max(0, toMs(endTime) - toMs(startTime)) / 1000, labels)
}

function serverLabels({ attributes }: SdkSpan): Record<string, Value> {
  const status = read(attributes, ATTR_HTTP_RESPONSE_STATUS_CODE)
  return {
    ...httpLabels(attributes),
    [ATTR_HTTP_ROUTE]: read(attributes, ATTR_HTTP_ROUTE),
    [ATTR_ERROR_TYPE]:
      read(attributes, ATTR_ERROR_TYPE) ?? (Number(status) >= 500 ? String(status) : undefined),
  }
}

function clientLabels(span: SdkSpan): Record<string, Value> {
  const { attributes } = span
  const status = read(attributes, ATTR_HTTP_RESPONSE_STATUS_CODE)
  const url = URL.parse(String(read(attributes, ATTR_URL_FULL)))
  return {
    ...httpLabels(attributes),
    [ATTR_SERVER_ADDRESS]: read(attributes, ATTR_SERVER_ADDRESS) ?? url?.hostname,
    [ATTR_SERVER_PORT]: read(attributes, ATTR_SERVER_PORT),
    [ATTR_ERROR_TYPE]: Number(status) >= 400 ? String(status) : failureOf(span),
  }
}

function httpLabels(attributes: Attributes): Record<string, Value> {
  return pick(attributes, [
    ATTR_HTTP_REQUEST_METHOD,
    ATTR_HTTP_RESPONSE_STATUS_CODE,
    ATTR_URL_SCHEME,
    ATTR_NETWORK_PROTOCOL_VERSION,
  ])
}

/** A connection that is opened or waited for is a call to a database too, and no query. */
function isQuery(attributes: Attributes): boolean {
  return (
    read(attributes, ATTR_DB_SYSTEM_NAME) !== undefined &&
    (read(attributes, ATTR_DB_OPERATION_NAME) ?? read(attributes, ATTR_DB_QUERY_TEXT)) !== undefined
  )
}

function queryLabels(span: SdkSpan): Record<string, Value> {
  const { attributes } = span
  const statement = readStatement(read(attributes, ATTR_DB_QUERY_TEXT), false)
  return {
    ...pick(attributes, [
      ATTR_DB_SYSTEM_NAME,
      ATTR_DB_NAMESPACE,
      ATTR_DB_RESPONSE_STATUS_CODE,
      ATTR_SERVER_ADDRESS,
      ATTR_SERVER_PORT,
    ]),
    [ATTR_DB_OPERATION_NAME]: read(attributes, ATTR_DB_OPERATION_NAME) ?? statement.operation,
    [ATTR_DB_COLLECTION_NAME]: read(attributes, ATTR_DB_COLLECTION_NAME) ?? statement.collection,
    [ATTR_ERROR_TYPE]: failureOf(span),
  }
}

function failureOf({ attributes, status }: SdkSpan): Value {
  return read(attributes, ATTR_ERROR_TYPE) ?? (status.code === SpanStatusCode.ERROR ? '_OTHER' : undefined)
}

function pick(attributes: Attributes, names: readonly string[]): Record<string, Value> {
  return Object.fromEntries(names.map((name) => [name, read(attributes, name)]))
}

function read(attributes: Attributes, name: string): Value {
  const value = attributes[name] ?? attributes[FORMER_NAMES[name] ?? '']
  return typeof value === 'string' || typeof value === 'number' ? value : undefined
}
