import type { RawMessage } from './decode-protobuf.ts'
import { attributes, items, message, messages, nanoseconds, number, text } from './read-raw.ts'
import type { ReceivedSpan } from './received-telemetry.ts'

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const
const STATUSES = ['unset', 'ok', 'error'] as const

/** The spans of a decoded `ExportTraceServiceRequest`. */
export function readSpans(request: RawMessage): readonly ReceivedSpan[] {
  const found: ReceivedSpan[] = []
  for (const [span, origin] of items(request, ['resourceSpans', 'scopeSpans', 'spans'])) {
    const status = message(span, 'status')
    found.push({
      ...origin,
      name: text(span, 'name'),
      traceId: text(span, 'traceId'),
      spanId: text(span, 'spanId'),
      parentSpanId: text(span, 'parentSpanId'),
      traceState: text(span, 'traceState'),
      kind: KINDS[number(span, 'kind')] ?? 'unspecified',
      startTimeUnixNano: nanoseconds(span, 'startTimeUnixNano'),
      endTimeUnixNano: nanoseconds(span, 'endTimeUnixNano'),
      attributes: attributes(span),
      droppedAttributesCount: number(span, 'droppedAttributesCount'),
      events: messages(span, 'events').map((event) => ({
        name: text(event, 'name'),
        timeUnixNano: nanoseconds(event, 'timeUnixNano'),
        attributes: attributes(event),
      })),
      links: messages(span, 'links').map((link) => ({
        traceId: text(link, 'traceId'),
        spanId: text(link, 'spanId'),
        attributes: attributes(link),
      })),
      status: { code: STATUSES[number(status, 'code')] ?? 'unset', message: text(status, 'message') },
      flags: number(span, 'flags'),
    })
  }
  return found
}
