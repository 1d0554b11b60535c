import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { formatMoment } from '../charts/time-ticks.ts'
import { formatDuration } from '../format-duration.ts'
import { Link } from '../parts/link.tsx'
import { SpanDetails } from './span-details.tsx'
import type { StoredSpanData } from './trace-data.ts'
import { useTraces } from './use-traces.ts'
import { Waterfall } from './waterfall.tsx'

/** One trace as a waterfall, with what the chosen span says. */
export function TracePage({ traceId }: { readonly traceId: string }): VNode {
  const { answer, problem } = useTraces<{ readonly spans: readonly StoredSpanData[] }>(`/${traceId}`)
  const [chosen, choose] = useState<StoredSpanData | null>(null)
  const spans = answer?.spans ?? []
  const root = spans.find(({ parentSpanId }) => parentSpanId === '') ?? spans[0]
  const shown =
    spans.find(({ spanId }) => spanId === chosen?.spanId) ??
    spans.find(({ status }) => status === 'error') ??
    root
  return (
    <section aria-labelledby="trace-title">
      <header class="section-head">
        <h2 id="trace-title">{root?.name ?? 'Trace'}</h2>
        <div class="section-aside">
          <Link to={{ view: 'traces' }}>All traces</Link>
        </div>
      </header>
      {problem !== null && <p class="empty">{problem}</p>}
      {root !== undefined && shown !== undefined && (
        <>
          <p class="faint">
            {root.service} · {formatMoment(root.startMs)} ·{' '}
            {formatDuration((root.endMs - root.startMs) / 1000)} · {spans.length}{' '}
            {spans.length === 1 ? 'span' : 'spans'} · <code>{traceId}</code>
          </p>
          <div class="trace">
            <Waterfall spans={spans} selected={shown.spanId} onSelect={choose} />
            <SpanDetails span={shown} />
          </div>
        </>
      )}
    </section>
  )
}
