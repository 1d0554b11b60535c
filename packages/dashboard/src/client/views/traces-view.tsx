import type { VNode } from 'preact'
import { boundsOf } from '../address/time-range.ts'
import { formatMoment } from '../charts/time-ticks.ts'
import type { TimeWindow } from '../charts/time-window.ts'
import { formatDuration } from '../format-duration.ts'
import { usePage } from '../page-context.ts'
import { Badge } from '../parts/badge.tsx'
import { Link } from '../parts/link.tsx'
import { Section } from '../parts/section.tsx'
import { type Column, Table } from '../parts/table.tsx'
import type { TraceData } from '../traces/trace-data.ts'
import { TracePage } from '../traces/trace-page.tsx'
import { TraceSearch } from '../traces/trace-search.tsx'
import { useTraces } from '../traces/use-traces.ts'

const COLUMNS: readonly Column<TraceData>[] = [
  {
    title: 'Trace',
    isWide: true,
    hint: 'Its first span; opens it as a waterfall',
    order: ({ name }) => name,
    cell: ({ name, traceId, services }) => (
      <>
        <Link class="name" to={{ view: 'traces', trace: traceId }}>
          {name}
        </Link>
        <div class="sub">{services.join(', ')}</div>
      </>
    ),
  },
  {
    title: 'State',
    hint: 'failed where any of its spans has failed',
    cell: ({ status }) => (status === 'error' ? <Badge word="failed" /> : <Badge word="ok" />),
  },
  {
    title: 'Took',
    hint: 'From its first span to its last',
    isNumber: true,
    order: ({ durationMs }) => durationMs,
    cell: ({ durationMs }) => formatDuration(durationMs / 1000),
  },
  {
    title: 'Spans',
    hint: 'How many spans it has',
    isNumber: true,
    isExtra: true,
    order: ({ spanCount }) => spanCount,
    cell: ({ spanCount }) => spanCount,
  },
  {
    title: 'Began',
    hint: 'When it began',
    isNumber: true,
    order: ({ startMs }) => startMs,
    cell: ({ startMs }) => formatMoment(startMs),
  },
]

/** Traces that are looked for, or the one that is open. */
export default function TracesView({ window }: { readonly window: TimeWindow }): VNode {
  const { address } = usePage()
  return address.trace === '' ? (
    <TraceList window={window} />
  ) : (
    <TracePage key={address.trace} traceId={address.trace} />
  )
}

function TraceList({ window }: { readonly window: TimeWindow }): VNode {
  const { address } = usePage()
  const { startMs, endMs } = boundsOf(address.range, window.endMs + window.stepMs)
  const parameters = new URLSearchParams({
    ...address.search,
    start: String(startMs),
    end: String(endMs),
    limit: '200',
  })
  const { answer, problem } = useTraces<{
    readonly traces: readonly TraceData[]
    readonly isComplete: boolean
  }>(`?${parameters.toString()}`)
  return (
    <Section
      id="traces"
      title="Traces"
      hint="Those with errors and the slow ones are kept longest"
      count={answer?.traces.length ?? 0}
    >
      <TraceSearch />
      {problem !== null && <p class="empty">{problem}</p>}
      {answer !== null && answer.traces.length === 0 && (
        <p class="empty">No trace is like that in this time. A longer time may have some.</p>
      )}
      {answer !== null && answer.traces.length > 0 && (
        <Table
          label="Traces"
          rows={answer.traces}
          columns={COLUMNS}
          keyOf={({ traceId }) => traceId}
          rowHeight={48}
          cutRows={200}
        />
      )}
    </Section>
  )
}
