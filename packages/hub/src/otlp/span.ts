import type { Attributes } from './attributes.ts'
import type { Resource, Scope } from './resource.ts'

/** OTLP's span kinds; they are one more than those of `@opentelemetry/api`. */
export const SPAN_KIND = {
  unspecified: 0,
  internal: 1,
  server: 2,
  client: 3,
  producer: 4,
  consumer: 5,
} as const

/** A value of {@link SPAN_KIND}. */
export type SpanKind = (typeof SPAN_KIND)[keyof typeof SPAN_KIND]

/** OTLP's status codes; they are those of `@opentelemetry/api`. */
export const STATUS_CODE = { unset: 0, ok: 1, error: 2 } as const

/** A value of {@link STATUS_CODE}. */
export type StatusCode = (typeof STATUS_CODE)[keyof typeof STATUS_CODE]

/** How a span ended. */
export interface SpanStatus {
  readonly code: StatusCode
  readonly message: string
}

/** The status of a span that set none, shared. */
export const STATUS_UNSET: SpanStatus = Object.freeze({ code: STATUS_CODE.unset, message: '' })

/** A number as a span kind; one that OTLP does not define is «unspecified». */
export function toSpanKind(value: number): SpanKind {
  return value === 1 || value === 2 || value === 3 || value === 4 || value === 5 ? value : 0
}

/** A number as a status code; one that OTLP does not define is «unset». */
export function toStatusCode(value: number): StatusCode {
  return value === 1 || value === 2 ? value : 0
}

/** Something that happened at a moment of a span. */
export interface SpanEvent {
  readonly timeMs: number
  readonly name: string
  readonly attributes: Readonly<Attributes>
  readonly droppedAttributesCount: number
}

/** A pointer to a span of any trace. */
export interface SpanLink {
  readonly traceId: string
  readonly spanId: string
  readonly traceState: string
  readonly flags: number
  readonly attributes: Readonly<Attributes>
  readonly droppedAttributesCount: number
}

/** The events of a span that has none, shared. */
export const NO_EVENTS: readonly SpanEvent[] = Object.freeze([])

/** The links of a span that has none, shared. */
export const NO_LINKS: readonly SpanLink[] = Object.freeze([])

/** One finished span. Times are milliseconds since 1970 with a fraction; ids are lower-case hex. */
export interface Span {
  readonly traceId: string
  readonly spanId: string
  /** Empty for a root span. */
  readonly parentSpanId: string
  readonly traceState: string
  /** W3C trace flags in the low 8 bits, then OTLP's two bits on a remote parent. */
  readonly flags: number
  readonly name: string
  readonly kind: SpanKind
  readonly startMs: number
  readonly endMs: number
  readonly attributes: Readonly<Attributes>
  readonly droppedAttributesCount: number
  readonly events: readonly SpanEvent[]
  readonly droppedEventsCount: number
  readonly links: readonly SpanLink[]
  readonly droppedLinksCount: number
  readonly status: SpanStatus
  readonly resource: Resource
  readonly scope: Scope
}

/** The spans of one scope. */
export interface ScopeSpans {
  readonly scope: Scope
  readonly spans: Span[]
}

/** The spans of one resource. */
export interface ResourceSpans {
  readonly resource: Resource
  readonly scopeSpans: ScopeSpans[]
}

/** Spans in any order as OTLP nests them; resources and scopes are told apart by identity, not by content. */
export function groupSpans(spans: Iterable<Span>): ResourceSpans[] {
  const byResource = new Map<Resource, { group: ResourceSpans; byScope: Map<Scope, ScopeSpans> }>()
  for (const span of spans) {
    let entry = byResource.get(span.resource)
    if (entry === undefined) {
      entry = { group: { resource: span.resource, scopeSpans: [] }, byScope: new Map() }
      byResource.set(span.resource, entry)
    }
    let scopeSpans = entry.byScope.get(span.scope)
    if (scopeSpans === undefined) {
      scopeSpans = { scope: span.scope, spans: [] }
      entry.byScope.set(span.scope, scopeSpans)
      entry.group.scopeSpans.push(scopeSpans)
    }
    scopeSpans.spans.push(span)
  }
  return Array.from(byResource.values(), (entry) => entry.group)
}
