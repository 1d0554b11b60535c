import type { Attributes } from '@opentelemetry/api'
import type { RingWriter, WriteResult } from './record-ring.ts'
import { MAX_TEXT_LENGTH, RECORD, SPAN_HEAD, VALUE } from './span-record.ts'
import type { EncodableSpan } from './span-record.ts'
import { StringTable } from './string-table.ts'

/** Integers that one record may take: past it the span is too large. */
const HEAD_INTS = 16_384

/**
 * Turns spans into records of the ring, one pass each: integers into a reused array, all texts joined
 * into one that is written with a single native call.
 */
export class SpanEncoder {
  readonly table: StringTable = new StringTable()
  readonly #ring: RingWriter
  readonly #onString: ((id: number, text: string) => void) | undefined
  readonly #head = new Int32Array(HEAD_INTS)
  readonly #double = new Float64Array(1)
  readonly #doubleInts = new Int32Array(this.#double.buffer)
  #count = 0
  #text = ''

  /** @param onString - Told of each string that joins the table, after the ring was. */
  constructor(ring: RingWriter, onString?: (id: number, text: string) => void) {
    this.#ring = ring
    this.#onString = onString
  }

  /** Hands over a span that has ended, or announces one that is still open. */
  encode(span: EncodableSpan, open: boolean = false): WriteResult {
    const head = this.#head
    const context = span.spanContext()
    const parent = span.parentSpanContext
    this.#count = SPAN_HEAD.body
    this.#text = context.traceId + context.spanId + (parent === undefined ? '' : parent.spanId)
    head[SPAN_HEAD.type] = open ? RECORD.openSpan : RECORD.span
    head[SPAN_HEAD.bits] =
      span.kind |
      (span.status.code << 4) |
      (context.traceFlags << 8) |
      (parent?.isRemote === true ? 1 << 16 : 0) |
      (parent === undefined ? 0 : 1 << 17)
    const scope = span.instrumentationScope
    head[SPAN_HEAD.scope] = this.#idOf(scope.version ? `${scope.name}\n${scope.version}` : scope.name)
    head[SPAN_HEAD.droppedAttributes] = span.droppedAttributesCount
    head[SPAN_HEAD.droppedEvents] = span.droppedEventsCount
    head[SPAN_HEAD.droppedLinks] = span.droppedLinksCount
    this.#putDouble(SPAN_HEAD.times, span.startMs)
    this.#putDouble(SPAN_HEAD.times + 2, open ? Number.NaN : span.endMs)
    this.#putText(span.name)
    this.#putText(span.status.message ?? '')
    this.#putText(context.traceState === undefined ? '' : context.traceState.serialize())
    head[SPAN_HEAD.attributes] = this.#putAttributes(span.attributes)
    head[SPAN_HEAD.events] = span.events.length
    for (const event of span.events) {
      const at = this.#count
      this.#count += 3
      this.#putDouble(at, event.timeMs)
      this.#putText(event.name)
      head[at + 2] = event.attributes === undefined ? 0 : this.#putAttributes(event.attributes)
    }
    head[SPAN_HEAD.links] = span.links.length
    for (const link of span.links) {
      const at = this.#count++
      this.#text += link.context.traceId + link.context.spanId
      head[at] = link.attributes === undefined ? 0 : this.#putAttributes(link.attributes)
    }
    // A typed array swallows what is written past its end: only the count tells.
    if (this.#count > HEAD_INTS - 2) return 'too_large'
    // The text starts on 8 bytes.
    if ((this.#count & 1) === 1) head[this.#count++] = 0
    return this.#ring.write(head, this.#count, this.#text)
  }

  #putAttributes(attributes: Attributes): number {
    let kept = 0
    for (const key in attributes) {
      const value = attributes[key]
      if (value === undefined || value === null) continue
      this.#putKey(key)
      this.#putValue(value)
      kept++
    }
    return kept
  }

  #putKey(key: string): void {
    const id = this.#idOf(key)
    this.#head[this.#count++] = id
    if (id < 0) this.#putText(key)
  }

  #putValue(value: unknown): void {
    const head = this.#head
    switch (typeof value) {
      case 'string':
        head[this.#count++] = VALUE.text
        this.#putText(value)
        return
      case 'number':
        if ((value | 0) === value) {
          head[this.#count++] = VALUE.int
          head[this.#count++] = value
          return
        }
        head[this.#count++] = VALUE.double
        this.#putDouble(this.#count, value)
        this.#count += 2
        return
      case 'boolean':
        head[this.#count++] = value ? VALUE.true : VALUE.false
        return
      default: {
        const json = JSON.stringify(value)
        // Cut JSON is no JSON any more: it goes as the text that it is.
        head[this.#count++] = json.length > MAX_TEXT_LENGTH ? VALUE.text : VALUE.json
        this.#putText(json)
      }
    }
  }

  #putText(text: string): void {
    const kept = text.length > MAX_TEXT_LENGTH ? text.slice(0, MAX_TEXT_LENGTH) : text
    this.#head[this.#count++] = kept.length
    this.#text += kept
  }

  #putDouble(at: number, value: number): void {
    this.#double[0] = value
    this.#head[at] = this.#doubleInts[0] ?? 0
    this.#head[at + 1] = this.#doubleInts[1] ?? 0
  }

  /** Number of a recurring string, announced in the ring before the record that uses it; -1: write it out. */
  #idOf(text: string): number {
    const known = this.table.idOf(text)
    if (known >= 0 || text.length > 256 || this.table.isFull) return known
    const id = this.table.strings.length
    const announcement = new Int32Array([0, 0, RECORD.string, id])
    // Only what the ring took is in the table: the hub must never meet a number that it was not told.
    if (this.#ring.write(announcement, 4, text) !== 'written') return -1
    this.table.add(text)
    this.#onString?.(id, text)
    return id
  }
}
