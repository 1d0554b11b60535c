import type { Signal } from '@cryo/conventions'
import { createByteBudget } from './byte-budget.ts'
import type { DashboardContext } from './dashboard-env.ts'
import type { DashboardOptions } from './dashboard-options.ts'
import type { DashboardSource, IngestResult, OtlpContentType } from './dashboard-source.ts'
import { jsonError } from './json-error.ts'
import { FAILED, LOOP, type Refusal, UNKNOWN_ENCODING, busy, invalid, refusalOfBody } from './otlp-refusal.ts'
import { encodeResponse, encodeStatus } from './otlp-reply.ts'
import { readRequestBody } from './request-body.ts'

/** Carries the id of the hub that forwards, so that no hub takes its own telemetry for another's. */
export const HUB_ID_HEADER = 'x-cryo-hub-id'

const MIB = 1024 * 1024

/** Makes the handler of `POST /v1/{traces,metrics,logs}`; from the OTLP/HTTP specification 1.10. */
export function createOtlpHandler(
  source: DashboardSource,
  options: DashboardOptions,
): (context: DashboardContext, signal: Signal) => Promise<Response> {
  const { maxIngestBytes = 20 * MIB, maxJsonIngestBytes = 2 * MIB } = options
  const { maxIngestBytesInFlight = 32 * MIB } = options
  const budget = createByteBudget(maxIngestBytesInFlight)

  return async (context, signal) => {
    const contentType = otlpContentType(context.req.header('content-type'))
    if (contentType === null) {
      return jsonError(context, 415, 'Content-Type must be application/x-protobuf or application/json.')
    }
    const encoding = context.req.header('content-encoding')?.toLowerCase() ?? 'identity'
    if (encoding !== 'gzip' && encoding !== 'identity') return refuse(context, contentType, UNKNOWN_ENCODING)
    if (context.req.header(HUB_ID_HEADER) === source.hubId) return refuse(context, contentType, LOOP)

    const maxBytes = contentType === 'application/json' ? maxJsonIngestBytes : maxIngestBytes
    using lease = budget.open()
    const body = await readRequestBody(context.req.raw, encoding === 'gzip', lease, maxBytes)
    if (typeof body === 'string') return refuse(context, contentType, refusalOfBody(body, maxBytes))
    try {
      const result = await source.ingest(signal, contentType, body, context.req.raw.headers)
      return reply(context, contentType, signal, result)
    } catch {
      return refuse(context, contentType, FAILED)
    }
  }
}

function reply(
  context: DashboardContext,
  contentType: OtlpContentType,
  signal: Signal,
  result: IngestResult,
): Response {
  if (result.outcome === 'invalid') return refuse(context, contentType, invalid(result.message))
  if (result.outcome === 'busy') {
    const { message = 'The queue is full.', retryAfterSeconds } = result
    return refuse(context, contentType, busy(message, retryAfterSeconds))
  }
  const body = encodeResponse(contentType, signal, result.rejected ?? 0, result.message ?? '')
  return context.body(body, 200, { 'Content-Type': contentType })
}

function refuse(context: DashboardContext, contentType: OtlpContentType, refusal: Refusal): Response {
  const { status, code, message, headers } = refusal
  return context.body(encodeStatus(contentType, code, message), status, {
    'Content-Type': contentType,
    ...headers,
  })
}

function otlpContentType(header: string | undefined): OtlpContentType | null {
  const mediaType = header?.split(';', 1)[0]!.trim().toLowerCase()
  return mediaType === 'application/x-protobuf' || mediaType === 'application/json' ? mediaType : null
}
