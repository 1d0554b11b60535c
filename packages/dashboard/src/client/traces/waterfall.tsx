import type { VNode } from 'preact'
import { useMemo, useRef } from 'preact/hooks'
import { formatDuration } from '../format-duration.ts'
import { useVisibleRows } from '../parts/use-visible-rows.ts'
import { kindOf, type StoredSpanData } from './trace-data.ts'
import { toWaterfall, type WaterfallRow } from './waterfall-rows.ts'

interface WaterfallProps {
  readonly spans: readonly StoredSpanData[]
  /** Id of the span whose details are shown. */
  readonly selected: string
  readonly onSelect: (span: StoredSpanData) => void
}

const ROW_HEIGHT = 28
/** Deeper ones are not moved in further. */
const MAX_INDENT = 12
const COLORS = 6

/** The spans of a trace below one another, each where it was in time. */
export function Waterfall({ spans, selected, onSelect }: WaterfallProps): VNode {
  const list = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => toWaterfall(spans), [spans])
  const startMs = Math.min(...spans.map((span) => span.startMs))
  const totalMs = Math.max(...spans.map((span) => span.endMs)) - startMs || 1
  const services = [...new Set(rows.map(({ span }) => span.service))]
  const { first, end } = useVisibleRows(list, rows.length, ROW_HEIGHT)
  return (
    <div class="waterfall">
      <div class="waterfall-scale" aria-hidden="true">
        {[0, 0.25, 0.5, 0.75, 1].map((part) => (
          <span key={part} style={{ left: `${part * 100}%` }}>
            {formatDuration((totalMs * part) / 1000)}
          </span>
        ))}
      </div>
      <div ref={list} role="list" aria-label="Spans">
        <div style={{ height: `${first * ROW_HEIGHT}px` }} />
        {rows.slice(first, end).map((row) => (
          <Row
            key={row.span.spanId}
            row={row}
            startMs={startMs}
            totalMs={totalMs}
            color={(services.indexOf(row.span.service) % COLORS) + 1}
            isSelected={row.span.spanId === selected}
            onSelect={onSelect}
          />
        ))}
        <div style={{ height: `${(rows.length - end) * ROW_HEIGHT}px` }} />
      </div>
    </div>
  )
}

interface RowProps {
  readonly row: WaterfallRow
  readonly startMs: number
  readonly totalMs: number
  readonly color: number
  readonly isSelected: boolean
  readonly onSelect: (span: StoredSpanData) => void
}

function Row({ row: { span, depth }, startMs, totalMs, color, isSelected, onSelect }: RowProps): VNode {
  const left = ((span.startMs - startMs) / totalMs) * 100
  const width = Math.max(((span.endMs - span.startMs) / totalMs) * 100, 0.15)
  const took = formatDuration((span.endMs - span.startMs) / 1000)
  const hasFailed = span.status === 'error'
  return (
    <div role="listitem">
      <button
        class="waterfall-row"
        aria-pressed={isSelected}
        title={`${span.service} ${kindOf(span)}`}
        onClick={() => onSelect(span)}
      >
        <span class="waterfall-name" style={{ paddingInlineStart: `${Math.min(depth, MAX_INDENT) * 14}px` }}>
          {hasFailed && (
            <i class="error-text" role="img" aria-label="failed">
              ◆
            </i>
          )}{' '}
          {span.name} <small>{span.service}</small>
        </span>
        <span class="waterfall-time">
          <i
            style={{
              left: `${left}%`,
              width: `${width}%`,
              background: hasFailed ? 'var(--error)' : `var(--line-${color})`,
            }}
          />
          <small {...placeOfLabel(left, width)}>{took}</small>
        </span>
      </button>
    </div>
  )
}

/** Behind the bar, before it, or where it fills all in it. */
function placeOfLabel(
  left: number,
  width: number,
): { readonly class?: string; readonly style: Record<string, string> } {
  if (left + width < 85) return { style: { left: `calc(${left + width}% + 6px)` } }
  if (left > 15) return { style: { right: `calc(${100 - left}% + 6px)` } }
  return { class: 'inside', style: { right: `calc(${100 - left - width}% + 6px)` } }
}
