import type { Attributes } from '../attributes.ts'
import { NO_ATTRIBUTES } from '../attributes.ts'
import { readAttribute } from './decode-attributes.ts'
import type { ProtobufReader } from './reader.ts'
import type { Rejections } from '../rejections.ts'
import type { Resource, Scope } from '../resource.ts'
import type { Span, SpanEvent, SpanKind, SpanLink, SpanStatus, StatusCode } from '../span.ts'
import { NO_EVENTS, NO_LINKS, STATUS_UNSET, toSpanKind, toStatusCode } from '../span.ts'
import { MAX_EVENTS_OF_SPAN } from '../value-limits.ts'

const SPAN_FIELDS = 0x1fffe

/** Reads one `Span`; undefined, and counted, when its ids are malformed or missing. */
export function readSpan(
  reader: ProtobufReader,
  resource: Resource,
  scope: Scope,
  rejections: Rejections,
): Span | undefined {
  reader.startItem()
  const end = reader.end()
  let traceId: string | undefined = ''
  let spanId: string | undefined = ''
  let parentSpanId: string | undefined = ''
  let traceState = ''
  let flags = 0
  let name = ''
  let kind: SpanKind = 0
  let startMs = 0
  let endMs = 0
  let attributes: Readonly<Attributes> = NO_ATTRIBUTES
  let droppedAttributesCount = 0
  let events: SpanEvent[] | undefined
  let droppedEventsCount = 0
  let links: SpanLink[] | undefined
  let droppedLinksCount = 0
  let status = STATUS_UNSET
  while (reader.pos < end) {
    const tag = reader.tag()
    switch (tag) {
      case 0x0a:
        traceId = reader.id(16)
        break
      case 0x12:
        spanId = reader.id(8)
        break
      case 0x1a:
        traceState = reader.text()
        break
      case 0x22:
        parentSpanId = reader.id(8)
        break
      case 0x2a:
        name = reader.text()
        break
      case 0x30:
        kind = toSpanKind(reader.readVarint())
        break
      case 0x39:
        startMs = reader.unixNano()
        break
      case 0x41:
        endMs = reader.unixNano()
        break
      case 0x4a:
        attributes = readAttribute(reader, attributes)
        break
      case 0x50:
        droppedAttributesCount = reader.readVarint()
        break
      case 0x5a: {
        const event = readEvent(reader)
        events ??= []
        if (events.length < MAX_EVENTS_OF_SPAN) events.push(event)
        else droppedEventsCount++
        break
      }
      case 0x60:
        droppedEventsCount += reader.readVarint()
        break
      case 0x6a: {
        const link = readLink(reader)
        links ??= []
        if (link !== undefined && links.length < MAX_EVENTS_OF_SPAN) links.push(link)
        else droppedLinksCount++
        break
      }
      case 0x70:
        droppedLinksCount += reader.readVarint()
        break
      case 0x7a:
        status = readStatus(reader)
        break
      case 0x85:
        flags = reader.readFixed32()
        break
      default:
        reader.skipField(tag, 'Span', SPAN_FIELDS)
    }
  }
  reader.close(end)
  if (!traceId || !spanId || parentSpanId === undefined) {
    rejections.add('a span whose trace id has not 16 bytes, or whose span id or parent span id has not 8')
    return undefined
  }
  return {
    traceId,
    spanId,
    parentSpanId,
    traceState,
    flags,
    name,
    kind,
    startMs,
    endMs,
    attributes,
    droppedAttributesCount: droppedAttributesCount + reader.skippedValues,
    events: events ?? NO_EVENTS,
    droppedEventsCount,
    links: links ?? NO_LINKS,
    droppedLinksCount,
    status,
    resource,
    scope,
  }
}

function readEvent(reader: ProtobufReader): SpanEvent {
  const end = reader.end()
  let timeMs = 0
  let name = ''
  let attributes: Readonly<Attributes> = NO_ATTRIBUTES
  let droppedAttributesCount = 0
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag === 0x09) timeMs = reader.unixNano()
    else if (tag === 0x12) name = reader.text()
    else if (tag === 0x1a) attributes = readAttribute(reader, attributes)
    else if (tag === 0x20) droppedAttributesCount = reader.readVarint()
    else reader.skipField(tag, 'Span.Event', 0b11110)
  }
  reader.close(end)
  return { timeMs, name, attributes, droppedAttributesCount }
}

function readLink(reader: ProtobufReader): SpanLink | undefined {
  const end = reader.end()
  let traceId: string | undefined = ''
  let spanId: string | undefined = ''
  let traceState = ''
  let flags = 0
  let attributes: Readonly<Attributes> = NO_ATTRIBUTES
  let droppedAttributesCount = 0
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag === 0x0a) traceId = reader.id(16)
    else if (tag === 0x12) spanId = reader.id(8)
    else if (tag === 0x1a) traceState = reader.text()
    else if (tag === 0x22) attributes = readAttribute(reader, attributes)
    else if (tag === 0x28) droppedAttributesCount = reader.readVarint()
    else if (tag === 0x35) flags = reader.readFixed32()
    else reader.skipField(tag, 'Span.Link', 0b1111110)
  }
  reader.close(end)
  if (!traceId || !spanId) return undefined
  return { traceId, spanId, traceState, flags, attributes, droppedAttributesCount }
}

function readStatus(reader: ProtobufReader): SpanStatus {
  const end = reader.end()
  let message = ''
  let code: StatusCode = 0
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag === 0x12) message = reader.text()
    else if (tag === 0x18) code = toStatusCode(reader.readVarint())
    else reader.skipField(tag, 'Status', 0b1100)
  }
  reader.close(end)
  return code === 0 && message === '' ? STATUS_UNSET : { code, message }
}
