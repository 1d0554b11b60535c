import type { VNode } from 'preact'
import { formatMoment } from '../charts/time-ticks.ts'
import { formatDuration } from '../format-duration.ts'
import { Badge } from '../parts/badge.tsx'
import { Facts } from '../parts/facts.tsx'
import { Link } from '../parts/link.tsx'
import { kindOf, type StoredSpanData } from './trace-data.ts'

/** Everything that a span says. */
export function SpanDetails({ span }: { readonly span: StoredSpanData }): VNode {
  return (
    <aside class="span-details" aria-label="The span">
      <h3>{span.name}</h3>
      <p>
        <Badge word={span.status} tone={span.status === 'error' ? 'error' : 'ok'} /> {span.statusMessage}
      </p>
      <Facts
        facts={[
          ['Service', span.service],
          ['Kind', kindOf(span)],
          ['Began', formatMoment(span.startMs)],
          ['Took', formatDuration((span.endMs - span.startMs) / 1000)],
        ]}
      />
      <h4>Attributes</h4>
      <Facts facts={Object.entries(span.attributes).map(([name, value]) => [name, textOf(value)] as const)} />
      {span.events.map((event, index) => (
        <div key={index}>
          <h4>
            {event.name}{' '}
            <small>{formatDuration((event.timeMs - span.startMs) / 1000)} after its beginning</small>
          </h4>
          <Facts
            facts={Object.entries(event.attributes)
              .filter(([name]) => name !== 'exception.stacktrace')
              .map(([name, value]) => [name, textOf(value)] as const)}
          />
          {typeof event.attributes['exception.stacktrace'] === 'string' && (
            <pre class="stack" tabIndex={0}>
              {event.attributes['exception.stacktrace']}
            </pre>
          )}
        </div>
      ))}
      {span.links.map(({ traceId }) => (
        <p key={traceId}>
          <Link to={{ view: 'traces', trace: traceId }}>Linked trace {traceId.slice(0, 8)}</Link>
        </p>
      ))}
    </aside>
  )
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
