import type { Attributes, Link, SpanContext, SpanKind, SpanStatus } from '@opentelemetry/api'

/** An event of a span. */
export interface EncodableEvent {
  readonly name: string
  /** Unix time in milliseconds. */
  readonly timeMs: number
  readonly attributes?: Attributes | undefined
}

/** What the encoder needs of a span. */
export interface EncodableSpan {
  readonly name: string
  readonly kind: SpanKind
  spanContext(): SpanContext
  readonly parentSpanContext?: SpanContext | undefined
  /** Unix time in milliseconds, with microseconds as the fraction. */
  readonly startMs: number
  /** `NaN` while the span is open. */
  readonly endMs: number
  readonly status: SpanStatus
  readonly attributes: Attributes
  readonly links: readonly Link[]
  readonly events: readonly EncodableEvent[]
  readonly instrumentationScope: { readonly name: string; readonly version?: string | undefined }
  readonly droppedAttributesCount: number
  readonly droppedEventsCount: number
  readonly droppedLinksCount: number
}

/** Kinds of record in a ring. */
export const RECORD = { string: 1, span: 2, openSpan: 3 } as const

/** How an attribute's value stands in the integers of a record. */
export const VALUE = { text: 0, int: 1, double: 2, true: 3, false: 4, json: 5 } as const

// Integers at the head of a span's record; 0 and 1 are the ring's.
export const SPAN_HEAD = {
  type: 2,
  /** kind | status << 4 | trace flags << 8 | parent is remote << 16 | has parent << 17 */
  bits: 3,
  scope: 4,
  droppedAttributes: 5,
  droppedEvents: 6,
  droppedLinks: 7,
  attributes: 8,
  events: 9,
  links: 10,
  /** Start and end in milliseconds of Unix time, as two doubles. */
  times: 11,
  body: 15,
} as const

/** Characters of a text that are kept; the rest is cut. */
export const MAX_TEXT_LENGTH = 16_384
