import type { Signal } from '@cryo/conventions'
import type { OtlpContentType } from './dashboard-source.ts'

/** Codes of gRPC that our answers use; from google/rpc/code.proto. */
export const RPC_CODE = {
  invalidArgument: 3,
  resourceExhausted: 8,
  failedPrecondition: 9,
  outOfRange: 11,
  unimplemented: 12,
  internal: 13,
} as const

/** One of {@link RPC_CODE}. */
export type RpcCode = (typeof RPC_CODE)[keyof typeof RPC_CODE]

const REJECTED_FIELD: Readonly<Record<Signal, string>> = {
  traces: 'rejectedSpans',
  metrics: 'rejectedDataPoints',
  logs: 'rejectedLogRecords',
}

/** Encodes a `google.rpc.Status`, the body of every error of OTLP/HTTP. */
export function encodeStatus(
  contentType: OtlpContentType,
  code: RpcCode,
  message: string,
): Uint8Array<ArrayBuffer> {
  if (contentType === 'application/json') return json({ code, message })
  return Uint8Array.from([...varintField(1, code), ...textField(2, message)])
}

/** Encodes an `Export…ServiceResponse`: empty, or with a partial success. */
export function encodeResponse(
  contentType: OtlpContentType,
  signal: Signal,
  rejected: number,
  message: string,
): Uint8Array<ArrayBuffer> {
  const partial = rejected > 0 || message !== ''
  if (contentType === 'application/json') {
    // 64-bit integers are text in JSON (ProtoJSON).
    const partialSuccess = { [REJECTED_FIELD[signal]]: String(rejected), errorMessage: message }
    return json(partial ? { partialSuccess } : {})
  }
  if (!partial) return new Uint8Array(0)
  const inner = [...varintField(1, rejected), ...textField(2, message)]
  return Uint8Array.from([...key(1, LENGTH_DELIMITED), ...varint(inner.length), ...inner])
}

const VARINT = 0
const LENGTH_DELIMITED = 2

function varintField(field: number, value: number): number[] {
  return value === 0 ? [] : [...key(field, VARINT), ...varint(value)]
}

function textField(field: number, text: string): number[] {
  const bytes = new TextEncoder().encode(text)
  return bytes.length === 0 ? [] : [...key(field, LENGTH_DELIMITED), ...varint(bytes.length), ...bytes]
}

function key(field: number, wireType: number): number[] {
  return varint(field * 8 + wireType)
}

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  bytes.push(rest)
  return bytes
}

function json(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value))
}
