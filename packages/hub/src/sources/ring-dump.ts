import type { SpoolPart } from '../forward/spool-index.ts'
import { encodeTraces } from '../otlp/protobuf/encode-traces.ts'
import { createResource } from '../otlp/resource.ts'
import { toAttributes } from '../otlp/attributes.ts'
import type { AttributeValue } from '../otlp/attributes.ts'
import { groupSpans } from '../otlp/span.ts'
import type { Span } from '../otlp/span.ts'
import { SpanDecoder } from './span-decoder.ts'

const NEWLINE = 0x0a
const REQUEST_SPANS = 512

/**
 * Reads the batch that an application wrote into the spool because its hub did not answer: one line of JSON
 * with the strings of the ring's table and the resource, then the ring's records.
 *
 * @throws When the dump is not whole.
 */
export function readRingDump(dump: Uint8Array): Span[] {
  const lineEnd = dump.indexOf(NEWLINE)
  if (lineEnd < 0) throw new Error('the dump has no head')
  const head = JSON.parse(Buffer.from(dump.subarray(0, lineEnd)).toString('utf8')) as {
    readonly strings: readonly string[]
    readonly resource: Readonly<Record<string, AttributeValue>>
  }
  // Integers have to start on four bytes.
  const bytes = Buffer.from(dump.subarray(lineEnd + 1))
  const aligned = new ArrayBuffer(bytes.byteLength & ~3)
  new Uint8Array(aligned).set(bytes.subarray(0, aligned.byteLength))
  const ints = new Int32Array(aligned)
  const decoder = new SpanDecoder(createResource(toAttributes(head.resource)), head.strings)
  const spans: Span[] = []
  for (let at = 0; at < ints.length;) {
    const length = ints[at] ?? 0
    if (length < 8 || length % 8 !== 0 || at * 4 + length > aligned.byteLength)
      throw new Error('the dump is cut')
    const span = decoder.decode({ ints, at, bytes: Buffer.from(aligned), end: 0 })
    if (span !== null && !Number.isNaN(span.endMs)) spans.push(span)
    at += length / 4
  }
  return spans
}

/** Turns such a batch into OTLP requests in protobuf. */
export function convertRingDump(dump: Uint8Array): SpoolPart[] {
  const spans = readRingDump(dump)
  const parts: SpoolPart[] = []
  for (let start = 0; start < spans.length; start += REQUEST_SPANS) {
    const some = spans.slice(start, start + REQUEST_SPANS)
    parts.push({ items: some.length, payload: { bytes: encodeTraces(groupSpans(some)), gzip: false } })
  }
  return parts
}
