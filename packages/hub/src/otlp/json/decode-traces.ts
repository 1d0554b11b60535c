import type { DecodedTraces } from '../decoded.ts'
import { toDecodeError } from '../otlp-decode-error.ts'
import { Rejections } from '../rejections.ts'
import type { Resource, Scope } from '../resource.ts'
import type { ResourceSpans, ScopeSpans, Span, SpanEvent, SpanLink, SpanStatus } from '../span.ts'
import { NO_EVENTS, NO_LINKS, STATUS_UNSET, toSpanKind, toStatusCode } from '../span.ts'
import { MAX_EVENTS_OF_SPAN } from '../value-limits.ts'
import { toAttributes, toResource, toScope } from './decode-attributes.ts'
import { parseBody, toArray, toEnum, toHexId, toInteger, toObject, toText, toTimeMs } from './fields.ts'

const SPAN_KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'].map(
  (name) => `SPAN_KIND_${name}`,
)
const STATUS_CODES = ['STATUS_CODE_UNSET', 'STATUS_CODE_OK', 'STATUS_CODE_ERROR']

/** Spans converted between two pauses: 1 to 2 ms. */
const SPANS_PER_STEP = 256

/**
 * Decodes an `ExportTraceServiceRequest` in JSON and pauses after each 256 spans; only `JSON.parse` is one step.
 * @throws OtlpDecodeError when the body is not one; nothing of it counts then.
 */
export function* decodeTracesJson(body: Uint8Array): Generator<undefined, DecodedTraces, undefined> {
  const rejected = new Rejections()
  const resourceSpans: ResourceSpans[] = []
  let spanCount = 0
  try {
    for (const group of toArray(parseBody(body)['resourceSpans'], 'resourceSpans')) {
      const source = toObject(group, 'resourceSpans')
      const resource = toResource(source)
      const scopeSpans: ScopeSpans[] = []
      for (const scopeGroup of toArray(source['scopeSpans'], 'scopeSpans')) {
        const scopeSource = toObject(scopeGroup, 'scopeSpans')
        const scope = toScope(scopeSource)
        const spans: Span[] = []
        for (const item of toArray(scopeSource['spans'], 'spans')) {
          const span = toSpan(item, resource, scope, rejected)
          if (span !== undefined) spans.push(span)
          if (++spanCount % SPANS_PER_STEP === 0) yield
        }
        if (spans.length > 0) scopeSpans.push({ scope, spans })
      }
      if (scopeSpans.length > 0) resourceSpans.push({ resource, scopeSpans })
    }
  } catch (error) {
    throw toDecodeError('traces', error)
  }
  return { resourceSpans, spanCount: spanCount - rejected.count, rejected }
}

function toSpan(item: unknown, resource: Resource, scope: Scope, rejected: Rejections): Span | undefined {
  const source = toObject(item, 'a span')
  const traceId = toHexId(source['traceId'], 32)
  const spanId = toHexId(source['spanId'], 16)
  const parentSpanId = toHexId(source['parentSpanId'], 16)
  if (!traceId || !spanId || parentSpanId === undefined) {
    rejected.add('a span whose trace id has not 32 hex digits, or whose span id or parent span id has not 16')
    return undefined
  }
  const events = toArray(source['events'], 'events')
  const links = toArray(source['links'], 'links')
  const keptEvents = events.length === 0 ? NO_EVENTS : events.slice(0, MAX_EVENTS_OF_SPAN).map(toEvent)
  const keptLinks = links.length === 0 ? NO_LINKS : toLinks(links.slice(0, MAX_EVENTS_OF_SPAN))
  return {
    traceId,
    spanId,
    parentSpanId,
    traceState: toText(source['traceState'], 'traceState'),
    flags: toInteger(source['flags'], 'flags'),
    name: toText(source['name'], 'name'),
    kind: toSpanKind(toEnum(source['kind'], SPAN_KINDS, 'kind')),
    startMs: toTimeMs(source['startTimeUnixNano'], 'startTimeUnixNano'),
    endMs: toTimeMs(source['endTimeUnixNano'], 'endTimeUnixNano'),
    attributes: toAttributes(source['attributes']),
    droppedAttributesCount: toInteger(source['droppedAttributesCount'], 'droppedAttributesCount'),
    events: keptEvents,
    droppedEventsCount:
      toInteger(source['droppedEventsCount'], 'droppedEventsCount') + events.length - keptEvents.length,
    links: keptLinks,
    droppedLinksCount:
      toInteger(source['droppedLinksCount'], 'droppedLinksCount') + links.length - keptLinks.length,
    status: toStatus(source['status']),
    resource,
    scope,
  }
}

function toEvent(item: unknown): SpanEvent {
  const source = toObject(item, 'an event')
  return {
    timeMs: toTimeMs(source['timeUnixNano'], 'timeUnixNano'),
    name: toText(source['name'], 'name'),
    attributes: toAttributes(source['attributes']),
    droppedAttributesCount: toInteger(source['droppedAttributesCount'], 'droppedAttributesCount'),
  }
}

/** The links that point somewhere. */
function toLinks(items: readonly unknown[]): SpanLink[] {
  const links: SpanLink[] = []
  for (const item of items) {
    const source = toObject(item, 'a link')
    const traceId = toHexId(source['traceId'], 32)
    const spanId = toHexId(source['spanId'], 16)
    if (!traceId || !spanId) continue
    links.push({
      traceId,
      spanId,
      traceState: toText(source['traceState'], 'traceState'),
      flags: toInteger(source['flags'], 'flags'),
      attributes: toAttributes(source['attributes']),
      droppedAttributesCount: toInteger(source['droppedAttributesCount'], 'droppedAttributesCount'),
    })
  }
  return links
}

function toStatus(value: unknown): SpanStatus {
  const source = toObject(value, 'status')
  const message = toText(source['message'], 'status.message')
  const code = toStatusCode(toEnum(source['code'], STATUS_CODES, 'status.code'))
  return code === 0 && message === '' ? STATUS_UNSET : { code, message }
}
