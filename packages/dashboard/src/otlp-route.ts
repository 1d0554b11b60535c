import type { Signal } from '@cryo/conventions'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { createByteBudget } from './byte-budget.ts'
import type { DashboardContext } from './dashboard-env.ts'
import type { DashboardOptions } from './dashboard-options.ts'
import type { DashboardSource, IngestResult, OtlpContentType } from './dashboard-source.ts'
import { jsonError } from './json-error.ts'
import { type RpcCode, RPC_CODE, encodeResponse, encodeStatus } from './otlp-reply.ts'
import { type BodyProblem, readRequestBody } from './request-body.ts'

/** Carries the id of the hub that forwards, so that no hub takes its own telemetry for another's. */
export const HUB_ID_HEADER = 'x-cryo-hub-id'

const MIB = 1024 * 1024
const BUSY_SECONDS = 1

interface Refusal {
  readonly status: ContentfulStatusCode
  readonly code: RpcCode
  readonly message: string
  readonly retryAfterSeconds?: number
}

/** Makes the handler of `POST /v1/{traces,metrics,logs}`; from the OTLP/HTTP specification 1.10. */
export function createOtlpHandler(
  source: DashboardSource,
  options: DashboardOptions,
): (context: DashboardContext, signal: Signal) => Promise<Response> {
  const { maxIngestBytes = 20 * MIB, maxIngestBytesInFlight = 32 * MIB } = options
  const budget = createByteBudget(maxIngestBytesInFlight)

  return async (context, signal) => {
    const contentType = otlpContentType(context.req.header('content-type'))
    if (contentType === null) {
      return jsonError(context, 415, 'Content-Type must be application/x-protobuf or application/json.')
    }
    const encoding = context.req.header('content-encoding')?.toLowerCase() ?? 'identity'
    if (encoding !== 'gzip' && encoding !== 'identity') {
      return refuse(context, contentType, UNKNOWN_ENCODING, { 'Accept-Encoding': 'gzip' })
    }
    if (context.req.header(HUB_ID_HEADER) === source.hubId) return refuse(context, contentType, LOOP)

    using lease = budget.open()
    const body = await readRequestBody(context.req.raw, encoding === 'gzip', lease, maxIngestBytes)
    if (typeof body === 'string') return refuse(context, contentType, bodyRefusal(body, maxIngestBytes))
    try {
      const result = await source.ingest(signal, contentType, body, context.req.raw.headers)
      return reply(context, contentType, signal, result)
    } catch {
      return refuse(context, contentType, FAILED)
    }
  }
}

const UNKNOWN_ENCODING: Refusal = {
  status: 415,
  code: RPC_CODE.unimplemented,
  message: 'Content-Encoding must be gzip or identity.',
}
const LOOP: Refusal = {
  status: 508,
  code: RPC_CODE.failedPrecondition,
  message: 'This hub sent the request itself: its OTLP endpoint must not lead back to it.',
}
const FAILED: Refusal = { status: 500, code: RPC_CODE.internal, message: 'The hub failed on this request.' }

function bodyRefusal(problem: BodyProblem, maxBytes: number): Refusal {
  switch (problem) {
    case 'too_large':
      return {
        status: 413,
        code: RPC_CODE.outOfRange,
        message: `The body is larger than ${maxBytes} bytes after decompression. Send smaller batches.`,
      }
    case 'broken':
      return {
        status: 400,
        code: RPC_CODE.invalidArgument,
        message: 'The body ended early or is not gzip, as Content-Encoding says.',
      }
    case 'busy':
      return busy('Too many requests are being read.', BUSY_SECONDS)
  }
}

function busy(message: string, retryAfterSeconds: number): Refusal {
  return { status: 429, code: RPC_CODE.resourceExhausted, message, retryAfterSeconds }
}

function reply(
  context: DashboardContext,
  contentType: OtlpContentType,
  signal: Signal,
  result: IngestResult,
): Response {
  switch (result.outcome) {
    case 'accepted': {
      const body = encodeResponse(contentType, signal, result.rejected ?? 0, result.message ?? '')
      return context.body(body, 200, { 'Content-Type': contentType })
    }
    case 'invalid':
      return refuse(context, contentType, {
        status: 400,
        code: RPC_CODE.invalidArgument,
        message: result.message,
      })
    case 'busy':
      return refuse(
        context,
        contentType,
        busy(result.message ?? 'The queue is full.', result.retryAfterSeconds),
      )
  }
}

function refuse(
  context: DashboardContext,
  contentType: OtlpContentType,
  { status, code, message, retryAfterSeconds }: Refusal,
  headers: Record<string, string> = {},
): Response {
  if (retryAfterSeconds !== undefined)
    headers['Retry-After'] = String(Math.max(1, Math.ceil(retryAfterSeconds)))
  return context.body(encodeStatus(contentType, code, message), status, {
    'Content-Type': contentType,
    ...headers,
  })
}

function otlpContentType(header: string | undefined): OtlpContentType | null {
  const mediaType = header?.split(';', 1)[0]!.trim().toLowerCase()
  return mediaType === 'application/x-protobuf' || mediaType === 'application/json' ? mediaType : null
}
