import type { VNode } from 'preact'
import { formatDuration } from '../format-duration.ts'
import { Ago } from '../parts/ago.tsx'
import { Badge } from '../parts/badge.tsx'
import { Empty } from '../parts/empty.tsx'
import { Link } from '../parts/link.tsx'
import { Section } from '../parts/section.tsx'
import { type Column, Table } from '../parts/table.tsx'
import type { PageData } from '../serialized.ts'

type SpanData = PageData['systemInfo']['spans'][number]

const COLUMNS: readonly Column<SpanData>[] = [
  {
    title: 'Span',
    isWide: true,
    hint: 'What was done; opens its trace as a waterfall',
    order: ({ name }) => name,
    cell: ({ name, traceId, message }) => (
      <>
        <Link class="name" to={{ view: 'traces', trace: traceId }}>
          {name}
        </Link>
        <div class="sub">{message}</div>
      </>
    ),
  },
  {
    title: 'State',
    hint: 'failed, slow, or still open',
    cell: ({ failed, durationSeconds }) =>
      failed ? (
        <Badge word="failed" />
      ) : durationSeconds === null ? (
        <Badge word="open" tone="info" />
      ) : (
        <Badge word="slow" tone="warning" />
      ),
  },
  {
    title: 'Took',
    hint: 'How long it took, or has been open',
    isNumber: true,
    order: ({ durationSeconds }) => durationSeconds ?? Infinity,
    cell: ({ durationSeconds, startedAt }) =>
      durationSeconds === null ? <Ago at={startedAt} /> : formatDuration(durationSeconds),
  },
  {
    title: 'Started',
    hint: 'When it began',
    isNumber: true,
    order: ({ startedAt }) => Date.parse(startedAt),
    cell: ({ startedAt }) => <Ago at={startedAt} />,
  },
  {
    title: 'Service',
    hint: 'Who did it',
    isExtra: true,
    order: ({ service }) => service,
    cell: ({ service }) => service,
  },
]

/** Spans that are worth a look: slow, failed, or open for long. */
export function SpansSection({ spans }: { readonly spans: readonly SpanData[] }): VNode {
  return (
    <Section
      id="spans"
      title="Slow, failed and open spans"
      hint="The newest of them"
      count={spans.length}
      aside={<Link to={{ view: 'traces' }}>All traces</Link>}
    >
      {spans.length === 0 ? (
        <Empty text="No span is slow, failed or open for over a second." />
      ) : (
        <Table label="Spans" rows={spans} columns={COLUMNS} keyOf={({ spanId }) => spanId} rowHeight={48} />
      )}
    </Section>
  )
}
