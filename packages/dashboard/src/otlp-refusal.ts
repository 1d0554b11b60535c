import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type RpcCode, RPC_CODE } from './otlp-reply.ts'
import type { BodyProblem } from './request-body.ts'

/** Why an OTLP request is not taken, and when to come again. Only 429 asks the client to retry. */
export interface Refusal {
  readonly status: ContentfulStatusCode
  readonly code: RpcCode
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
}

export const UNKNOWN_ENCODING: Refusal = {
  status: 415,
  code: RPC_CODE.unimplemented,
  message: 'Content-Encoding must be gzip or identity.',
  headers: { 'Accept-Encoding': 'gzip' },
}

export const LOOP: Refusal = {
  status: 508,
  code: RPC_CODE.failedPrecondition,
  message: 'This hub sent the request itself: its OTLP endpoint must not lead back to it.',
}

export const FAILED: Refusal = {
  status: 500,
  code: RPC_CODE.internal,
  message: 'The hub failed on this request.',
}

const BROKEN = 'The body ended early or is not gzip, as Content-Encoding says.'

/** The refusal of a body that was not read; `maxBytes` is its limit after decompression. */
export function refusalOfBody(problem: BodyProblem, maxBytes: number): Refusal {
  if (problem === 'busy') return busy('Too many requests are being read.', 1)
  if (problem === 'broken') return invalid(BROKEN)
  const message = `The body is larger than ${maxBytes} bytes after decompression. Send smaller batches, or protobuf.`
  return { status: 413, code: RPC_CODE.outOfRange, message }
}

/** The refusal of a body that is read and makes no sense. */
export function invalid(message: string): Refusal {
  return { status: 400, code: RPC_CODE.invalidArgument, message }
}

/** The refusal of what may come again after a while, rounded up to whole seconds. */
export function busy(message: string, retryAfterSeconds: number): Refusal {
  const headers = { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterSeconds))) }
  return { status: 429, code: RPC_CODE.resourceExhausted, message, headers }
}
