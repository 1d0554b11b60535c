import type { StoredSpanData } from './trace-data.ts'

/** A span with its place in the tree, depth first. */
export interface WaterfallRow {
  readonly span: StoredSpanData
  /** 0 for a root. */
  readonly depth: number
  readonly children: number
}

/** Orders spans as a tree; one whose parent never came is a root. Each span comes once, whatever the parents say. */
export function toWaterfall(spans: readonly StoredSpanData[]): WaterfallRow[] {
  const known = new Set(spans.map(({ spanId }) => spanId))
  const children = Map.groupBy(spans, ({ parentSpanId }) => (known.has(parentSpanId) ? parentSpanId : ''))
  const rows: WaterfallRow[] = []
  const seen = new Set<StoredSpanData>()
  const waiting = byStart(children.get('') ?? []).map((span) => ({ span, depth: 0 }))
  const visit = (): void => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { span, depth } = next
      if (seen.has(span)) continue
      seen.add(span)
      const below = byStart(children.get(span.spanId) ?? [])
      rows.push({ span, depth, children: below.length })
      waiting.unshift(...below.map((child) => ({ span: child, depth: depth + 1 })))
    }
  }
  visit()
  // Spans that are each other's parents are reached from no root.
  for (const span of byStart(spans)) {
    if (seen.has(span)) continue
    waiting.push({ span, depth: 0 })
    visit()
  }
  return rows
}

function byStart(spans: readonly StoredSpanData[]): StoredSpanData[] {
  return spans.toSorted((left, right) => left.startMs - right.startMs)
}
