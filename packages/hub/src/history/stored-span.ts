import type { StoredSpan, StoredValue } from '@cryo/history'

import type { Attributes, AttributeValue } from '../otlp/attributes.ts'
import { type Span, STATUS_CODE } from '../otlp/span.ts'

const STATUSES: Readonly<Record<number, StoredSpan['status']>> = {
  [STATUS_CODE.unset]: 'unset',
  [STATUS_CODE.ok]: 'ok',
  [STATUS_CODE.error]: 'error',
}

/** A finished span as it is remembered: all that JSON can tell. */
export function toStoredSpan(span: Span): StoredSpan {
  const { traceId, spanId, parentSpanId, name, kind, startMs, endMs, status, events, links, resource } = span
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    kind,
    startMs,
    endMs,
    status: STATUSES[status.code] ?? 'unset',
    statusMessage: status.message,
    attributes: toStoredAttributes(span.attributes),
    events: events.map((event) => ({
      timeMs: event.timeMs,
      name: event.name,
      attributes: toStoredAttributes(event.attributes),
    })),
    links: links.map((link) => ({ traceId: link.traceId, spanId: link.spanId })),
    service: String(resource.attributes['service.name'] ?? ''),
    instance: String(resource.attributes['service.instance.id'] ?? ''),
  }
}

function toStoredAttributes(attributes: Readonly<Attributes>): Readonly<Record<string, StoredValue>> {
  const stored: Record<string, StoredValue> = Object.create(null) as Record<string, StoredValue>
  for (const key of Object.keys(attributes)) stored[key] = toStoredValue(attributes[key] ?? null)
  return stored
}

function toStoredValue(value: AttributeValue): StoredValue {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return (value as readonly AttributeValue[]).map(toStoredValue)
  return toStoredAttributes(value as Readonly<Attributes>)
}
