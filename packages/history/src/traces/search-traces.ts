import type { StoredSpan, StoredValue, TraceSearch, TraceSummary } from './trace-history.ts'

/** Whether a trace may be what is looked for, by what its list entry tells. */
export function fitsSummary({ service, status }: TraceSearch, summary: TraceSummary): boolean {
  if (service !== undefined && !summary.services.includes(service)) return false
  return status === undefined || summary.status === status
}

/** Whether it is, by its spans, which are read only where that is needed. */
export function fits(
  { name, attributes = [] }: TraceSearch,
  summary: TraceSummary,
  read: () => readonly StoredSpan[],
): boolean {
  const part = name?.toLowerCase() ?? ''
  const isNamed = summary.name.toLowerCase().includes(part)
  if (isNamed && attributes.length === 0) return true
  const spans = read()
  if (!isNamed && !spans.some((span) => span.name.toLowerCase().includes(part))) return false
  return attributes.every(([key, value]) => spans.some((span) => textOf(span.attributes[key]) === value))
}

function textOf(value: StoredValue | undefined): string | null {
  if (value === undefined || value === null) return null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
