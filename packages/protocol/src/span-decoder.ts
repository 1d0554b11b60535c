import { RECORD, SPAN_HEAD, VALUE } from './span-record.ts'
import type { AttributeValue, SpanRecord } from './span-record.ts'
import type { RingRecord } from './record-ring.ts'

const TRACE_ID = 32
const SPAN_ID = 16

/** Turns records of the ring back into spans; the reverse of `SpanEncoder`, run by the hub. */
export class SpanDecoder {
  readonly #strings: string[]
  #ints: Int32Array = new Int32Array(0)
  #at = 0
  #text = ''
  #textAt = 0

  /** @param strings - Strings announced before the first record that this decoder will see. */
  constructor(strings: readonly string[] = []) {
    this.#strings = [...strings]
  }

  /** Decodes one record: a span, or `null` for a record that only announces a string. */
  decode(record: RingRecord): SpanRecord | null {
    const { ints, at, bytes } = record
    const length = ints[at] ?? 0
    const textBytes = ints[at + 1] ?? 0
    if (ints[at + 2] === RECORD.string) {
      const start = at * 4 + 16
      this.#strings[ints[at + 3] ?? 0] = bytes.toString('utf8', start, start + textBytes)
      return null
    }
    this.#ints = ints
    const textStart = at * 4 + length - ((textBytes + 7) & ~7)
    this.#text = bytes.toString('utf8', textStart, textStart + textBytes)
    this.#textAt = 0
    this.#at = at + SPAN_HEAD.body
    return this.#readSpan(at)
  }

  #readSpan(at: number): SpanRecord {
    const ints = this.#ints
    const bits = ints[at + SPAN_HEAD.bits] ?? 0
    const traceId = this.#take(TRACE_ID)
    const spanId = this.#take(SPAN_ID)
    const parentSpanId = bits & (1 << 17) ? this.#take(SPAN_ID) : ''
    const scope = (this.#strings[ints[at + SPAN_HEAD.scope] ?? -1] ?? '').split('\n')
    const name = this.#readText()
    const statusMessage = this.#readText()
    const traceState = this.#readText()
    const attributes = this.#readAttributes(ints[at + SPAN_HEAD.attributes] ?? 0)
    return {
      traceId,
      spanId,
      parentSpanId,
      parentIsRemote: (bits & (1 << 16)) !== 0,
      traceState,
      traceFlags: (bits >> 8) & 0xff,
      name,
      kind: bits & 0xf,
      startMs: readDouble(ints, at + SPAN_HEAD.times),
      endMs: readDouble(ints, at + SPAN_HEAD.times + 2),
      statusCode: (bits >> 4) & 0xf,
      statusMessage,
      scopeName: scope[0] ?? '',
      scopeVersion: scope[1] ?? '',
      attributes,
      events: this.#readEvents(ints[at + SPAN_HEAD.events] ?? 0),
      links: this.#readLinks(ints[at + SPAN_HEAD.links] ?? 0),
      droppedAttributes: ints[at + SPAN_HEAD.droppedAttributes] ?? 0,
      droppedEvents: ints[at + SPAN_HEAD.droppedEvents] ?? 0,
      droppedLinks: ints[at + SPAN_HEAD.droppedLinks] ?? 0,
    }
  }

  #readEvents(count: number): SpanRecord['events'] {
    return Array.from({ length: count }, () => {
      const at = this.#at
      this.#at += 3
      const name = this.#readText()
      const attributes = this.#readAttributes(this.#ints[at + 2] ?? 0)
      return { name, timeMs: readDouble(this.#ints, at), attributes }
    })
  }

  #readLinks(count: number): SpanRecord['links'] {
    return Array.from({ length: count }, () => {
      const attributes = this.#ints[this.#at++] ?? 0
      const traceId = this.#take(TRACE_ID)
      const spanId = this.#take(SPAN_ID)
      return { traceId, spanId, attributes: this.#readAttributes(attributes) }
    })
  }

  #readAttributes(count: number): Record<string, AttributeValue> {
    const attributes: Record<string, AttributeValue> = Object.create(null) as Record<string, AttributeValue>
    for (let index = 0; index < count; index++) {
      const id = this.#ints[this.#at++] ?? -1
      const key = id < 0 ? this.#readText() : (this.#strings[id] ?? '')
      attributes[key] = this.#readValue()
    }
    return attributes
  }

  #readValue(): AttributeValue {
    switch (this.#ints[this.#at++]) {
      case VALUE.text:
        return this.#readText()
      case VALUE.int:
        return this.#ints[this.#at++] ?? 0
      case VALUE.double: {
        this.#at += 2
        return readDouble(this.#ints, this.#at - 2)
      }
      case VALUE.true:
        return true
      case VALUE.false:
        return false
      default:
        return JSON.parse(this.#readText()) as AttributeValue
    }
  }

  #readText(): string {
    return this.#take(this.#ints[this.#at++] ?? 0)
  }

  #take(length: number): string {
    const start = this.#textAt
    this.#textAt += length
    return this.#text.slice(start, this.#textAt)
  }
}

const double = new Float64Array(1)
const doubleInts = new Int32Array(double.buffer)

function readDouble(ints: Int32Array, at: number): number {
  doubleInts[0] = ints[at] ?? 0
  doubleInts[1] = ints[at + 1] ?? 0
  return double[0] ?? 0
}
