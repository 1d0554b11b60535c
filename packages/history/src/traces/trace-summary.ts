import type { StoredSpan, TraceSummary } from './trace-history.ts'

/** Characters of names in a summary. */
const MAX_NAME = 256
const MAX_SERVICES = 32

/** What a list tells of a trace. @param spans - At least one. */
export function summarize(spans: readonly StoredSpan[]): TraceSummary {
  const known = new Set(spans.map(({ spanId }) => spanId))
  let [root] = spans as readonly [StoredSpan, ...StoredSpan[]]
  let startMs = root.startMs
  let endMs = root.endMs
  let status: StoredSpan['status'] = 'unset'
  const services = new Set<string>()
  for (const span of spans) {
    const isRoot = !known.has(span.parentSpanId)
    const wasRoot = !known.has(root.parentSpanId)
    if ((isRoot && !wasRoot) || (isRoot === wasRoot && span.startMs < root.startMs)) root = span
    startMs = Math.min(startMs, span.startMs)
    endMs = Math.max(endMs, span.endMs)
    if (span.status === 'error' || (span.status === 'ok' && status === 'unset')) status = span.status
    if (services.size < MAX_SERVICES) services.add(span.service)
  }
  return {
    traceId: root.traceId,
    service: root.service,
    name: root.name.slice(0, MAX_NAME),
    startMs,
    durationMs: Math.max(0, endMs - startMs),
    status,
    spanCount: spans.length,
    services: [...services],
  }
}
