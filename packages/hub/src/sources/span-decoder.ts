import { RECORD, SPAN_HEAD, VALUE } from '@cryo/protocol'
import type { RingRecord } from '@cryo/protocol'

import { createAttributes } from '../otlp/attributes.ts'
import type { Attributes, AttributeValue } from '../otlp/attributes.ts'
import { createScope } from '../otlp/resource.ts'
import type { Resource, Scope } from '../otlp/resource.ts'
import { STATUS_UNSET } from '../otlp/span.ts'
import type { Span, SpanEvent, SpanKind, SpanLink, StatusCode } from '../otlp/span.ts'

const TRACE_ID = 32
const SPAN_ID = 16
const HAS_PARENT = 1 << 17
const PARENT_IS_REMOTE = 1 << 16
// OTLP's span flags: whether it is known that the parent is remote, and whether it is.
const FLAG_REMOTE_KNOWN = 0x100
const FLAG_REMOTE = 0x200

/** Turns records of a ring into spans; the reverse of `SpanEncoder`. */
export class SpanDecoder {
  readonly #resource: Resource
  readonly #strings: string[]
  readonly #scopes = new Map<number, Scope>()
  #ints: Int32Array = new Int32Array(0)
  #at = 0
  #text = ''
  #textAt = 0

  /**
   * @param resource - Resource of every span of this ring.
   * @param strings - Strings announced before the first record that this decoder will see.
   */
  constructor(resource: Resource, strings: readonly string[]) {
    this.#resource = resource
    this.#strings = [...strings]
  }

  /** Decodes one record: a span (`endMs` is `NaN` while it is open), or `null` where a string is announced. */
  decode(record: RingRecord): Span | null {
    const { ints, at, bytes } = record
    const length = ints[at] ?? 0
    const textBytes = ints[at + 1] ?? 0
    const textStart = at * 4 + length - ((textBytes + 7) & ~7)
    const text = bytes.toString('utf8', textStart, textStart + textBytes)
    if (ints[at + 2] === RECORD.string) {
      this.#strings[ints[at + 3] ?? 0] = text
      return null
    }
    this.#ints = ints
    this.#text = text
    this.#textAt = 0
    this.#at = at + SPAN_HEAD.body
    return this.#readSpan(at)
  }

  #readSpan(at: number): Span {
    const ints = this.#ints
    const bits = ints[at + SPAN_HEAD.bits] ?? 0
    const traceId = this.#take(TRACE_ID)
    const spanId = this.#take(SPAN_ID)
    const parentSpanId = bits & HAS_PARENT ? this.#take(SPAN_ID) : ''
    const name = this.#readText()
    const message = this.#readText()
    const traceState = this.#readText()
    const code = ((bits >> 4) & 0xf) as StatusCode
    return {
      traceId,
      spanId,
      parentSpanId,
      traceState,
      flags: ((bits >> 8) & 0xff) | FLAG_REMOTE_KNOWN | (bits & PARENT_IS_REMOTE ? FLAG_REMOTE : 0),
      name,
      // OTLP counts from 1 where the API counts from 0.
      kind: ((bits & 0xf) + 1) as SpanKind,
      startMs: readDouble(ints, at + SPAN_HEAD.times),
      endMs: readDouble(ints, at + SPAN_HEAD.times + 2),
      attributes: this.#readAttributes(ints[at + SPAN_HEAD.attributes] ?? 0),
      droppedAttributesCount: ints[at + SPAN_HEAD.droppedAttributes] ?? 0,
      events: this.#readEvents(ints[at + SPAN_HEAD.events] ?? 0),
      droppedEventsCount: ints[at + SPAN_HEAD.droppedEvents] ?? 0,
      links: this.#readLinks(ints[at + SPAN_HEAD.links] ?? 0),
      droppedLinksCount: ints[at + SPAN_HEAD.droppedLinks] ?? 0,
      status: code === 0 ? STATUS_UNSET : { code, message },
      resource: this.#resource,
      scope: this.#scope(ints[at + SPAN_HEAD.scope] ?? -1),
    }
  }

  #scope(id: number): Scope {
    let scope = this.#scopes.get(id)
    if (scope === undefined) {
      const [name, version] = (this.#strings[id] ?? '').split('\n')
      scope = createScope(name, version)
      this.#scopes.set(id, scope)
    }
    return scope
  }

  #readEvents(count: number): SpanEvent[] {
    const events: SpanEvent[] = []
    for (let index = 0; index < count; index++) {
      const at = this.#at
      this.#at += 3
      const name = this.#readText()
      const attributes = this.#readAttributes(this.#ints[at + 2] ?? 0)
      events.push({ name, timeMs: readDouble(this.#ints, at), attributes, droppedAttributesCount: 0 })
    }
    return events
  }

  #readLinks(count: number): SpanLink[] {
    const links: SpanLink[] = []
    for (let index = 0; index < count; index++) {
      const attributeCount = this.#ints[this.#at++] ?? 0
      const traceId = this.#take(TRACE_ID)
      const spanId = this.#take(SPAN_ID)
      const attributes = this.#readAttributes(attributeCount)
      links.push({ traceId, spanId, traceState: '', flags: 0, attributes, droppedAttributesCount: 0 })
    }
    return links
  }

  #readAttributes(count: number): Attributes {
    const attributes = createAttributes()
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
      case VALUE.double:
        this.#at += 2
        return readDouble(this.#ints, this.#at - 2)
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
