import { PbfReader } from 'pbf'

/** What a collector says about the part of a request that it did not take. */
export interface PartialSuccess {
  /** Spans, points or records that it refused. */
  readonly rejected: number
  /** Why; empty if it does not say. */
  readonly message: string
}

const MAX_MESSAGE_LENGTH = 200
const NOTHING_REJECTED: PartialSuccess = { rejected: 0, message: '' }

/** Reads the body of a successful reply, the same in all signals: partial_success { rejected_… = 1, error_message = 2 } = 1. */
export function readPartialSuccess(body: Uint8Array, contentType: string): PartialSuccess {
  if (body.length === 0) return NOTHING_REJECTED
  try {
    return isJson(contentType) ? partialFromJson(body) : partialFromProtobuf(body)
  } catch {
    return { rejected: 0, message: 'unreadable reply' }
  }
}

/** Reads why a request failed: a `google.rpc.Status` { message = 2 }, its JSON form, or plain text; one short line. */
export function readFailureMessage(body: Uint8Array, contentType: string): string {
  try {
    if (isJson(contentType)) return oneLine((JSON.parse(decode(body)) as { message?: unknown }).message)
    if (contentType.startsWith('text/plain')) return oneLine(decode(body))
    if (contentType.startsWith('application/x-protobuf')) return oneLine(readStrings(body).get(2))
  } catch {
    // A proxy may send anything; the status says enough.
  }
  return ''
}

function partialFromJson(body: Uint8Array): PartialSuccess {
  const reply = JSON.parse(decode(body)) as { partialSuccess?: Record<string, unknown> } | null
  const partial = reply?.partialSuccess ?? {}
  const rejected = partial['rejectedSpans'] ?? partial['rejectedDataPoints'] ?? partial['rejectedLogRecords']
  return { rejected: toCount(rejected), message: oneLine(partial['errorMessage']) }
}

/** Also of a reply that was cut: the count comes before the text, which may be long. */
function partialFromProtobuf(body: Uint8Array): PartialSuccess {
  let found = NOTHING_REJECTED
  new PbfReader(body).readFields((tag, _, outer) => {
    if (tag !== 1) return
    let rejected = 0
    let message = ''
    outer.readMessage((field, __, inner) => {
      if (field === 1) rejected = toCount(inner.readVarint(true))
      if (field === 2) message = oneLine(inner.readString())
    }, null)
    found = { rejected, message }
  }, null)
  return found
}

function readStrings(body: Uint8Array): ReadonlyMap<number, string> {
  const found = new Map<number, string>()
  new PbfReader(body).readFields((tag, into, pbf) => {
    if (tag === 2) into.set(tag, pbf.readString())
  }, found)
  return found
}

function toCount(value: unknown): number {
  const count = Number(value)
  return Number.isSafeInteger(count) && count > 0 ? count : 0
}

/** Text from outside goes into our log: one line without control characters. */
function oneLine(value: unknown): string {
  if (typeof value !== 'string') return ''
  return value
    .slice(0, MAX_MESSAGE_LENGTH)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
}

const decode = (body: Uint8Array): string => Buffer.from(body.buffer, body.byteOffset, body.length).toString()
const isJson = (contentType: string): boolean => contentType.startsWith('application/json')
