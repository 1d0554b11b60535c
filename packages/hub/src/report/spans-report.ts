import type { SpanSummary } from '@cryo/protocol'

import { SPAN_KIND, STATUS_CODE } from '../otlp/span.ts'
import type { Span } from '../otlp/span.ts'
import type { SpanStore } from '../spans/span-store.ts'

const SHOWN_OPEN = 20
const SHOWN_FAILED = 20
const SHOWN_SLOW = 20
const KIND_NAMES = new Map<number, string>(Object.entries(SPAN_KIND).map(([name, kind]) => [kind, name]))

/** Spans worth a look: open for long, failed, slow. */
export function reportSpans(spans: SpanStore): SpanSummary[] {
  const failed: Span[] = []
  const slow: Span[] = []
  for (const span of spans.newest()) {
    if (span.status.code === STATUS_CODE.error) {
      if (failed.length < SHOWN_FAILED) failed.push(span)
    } else {
      slow.push(span)
    }
  }
  slow.sort((left, right) => right.endMs - right.startMs - (left.endMs - left.startMs))
  return [...spans.open().slice(0, SHOWN_OPEN), ...failed, ...slow.slice(0, SHOWN_SLOW)].map(summarize)
}

function summarize(span: Span): SpanSummary {
  return {
    service: String(span.resource.attributes['service.name'] ?? 'unknown_service'),
    name: span.name,
    kind: KIND_NAMES.get(span.kind) ?? 'unspecified',
    traceId: span.traceId,
    spanId: span.spanId,
    startedAt: new Date(span.startMs),
    durationSeconds: Number.isNaN(span.endMs) ? null : (span.endMs - span.startMs) / 1000,
    failed: span.status.code === STATUS_CODE.error,
    message: span.status.message === '' ? null : span.status.message,
  }
}
