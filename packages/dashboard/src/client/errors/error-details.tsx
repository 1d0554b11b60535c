import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { act } from '../act.ts'
import { formatMoment } from '../charts/time-ticks.ts'
import { formatNumber } from '../format-number.ts'
import { Badge } from '../parts/badge.tsx'
import { Facts } from '../parts/facts.tsx'
import { Link } from '../parts/link.tsx'
import type { ErrorGroupData } from './error-columns.tsx'

/** All that is known of a group of errors: the newest of them with its stack, and how to resolve it. */
export function ErrorDetails({ group }: { readonly group: ErrorGroupData }): VNode {
  const [problem, setProblem] = useState<string | null>(null)
  const { sample, service, id } = group
  async function resolve(): Promise<void> {
    try {
      await act('POST', 'errors/resolve', { service, id })
      setProblem(null)
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
  }
  const query = `sum(rate(cryo_errors_total{cryo_error_group=${JSON.stringify(id)}}[5m])) * 60`
  return (
    <>
      <p>
        <Badge word={group.state} /> {group.message}
      </p>
      <Facts
        facts={[
          ['Count', formatNumber(group.count)],
          ['First seen', formatMoment(Date.parse(group.firstSeen))],
          ['Last seen', formatMoment(Date.parse(group.lastSeen))],
          ['Service', service],
          ['In', group.operations.join(', ')],
        ]}
      />
      <p class="actions">
        {group.state !== 'resolved' && (
          <button
            class="primary"
            onClick={() => void resolve()}
            title="Should it be seen again, it has regressed"
          >
            Resolve
          </button>
        )}
        {sample.traceId !== null && (
          <Link to={{ view: 'traces', trace: sample.traceId }}>Trace of the newest</Link>
        )}
        <Link to={{ view: 'query', query }}>Graph</Link>
      </p>
      {problem !== null && (
        <p class="error-text" role="alert">
          {problem}
        </p>
      )}
      <h3>Newest</h3>
      <Facts
        facts={[
          ['When', formatMoment(Date.parse(sample.at))],
          ['In', sample.operation],
          ...Object.entries(group.context),
        ]}
      />
      {sample.stack === null ? (
        <p class="faint">It came without a stack.</p>
      ) : (
        <pre class="stack" tabIndex={0}>
          {sample.stack}
        </pre>
      )}
    </>
  )
}
