import type { VNode } from 'preact'
import { useRef } from 'preact/hooks'
import { Chart } from '../charts/chart.tsx'
import type { TimeWindow } from '../charts/time-window.ts'
import { formatNumber } from '../format-number.ts'
import { usePage } from '../page-context.ts'
import { Section } from '../parts/section.tsx'
import { describeLabels } from './describe-labels.ts'
import { QueryEditor } from './query-editor.tsx'
import { ResultTable } from './result-table.tsx'

/** Asks anything, as one asks Prometheus: the answer as a chart and as a table. */
export default function QueryView({ window }: { readonly window: TimeWindow }): VNode {
  const { address, go } = usePage()
  const typed = useRef(address.query)
  const run = (): void => go({ query: typed.current.trim() })
  return (
    <Section id="query" title="Query" hint="PromQL over everything that is remembered">
      <form
        class="query"
        onSubmit={(event) => {
          event.preventDefault()
          run()
        }}
      >
        <QueryEditor given={address.query} onChange={(text) => (typed.current = text)} onRun={run} />
        <button class="primary" title="Ctrl+Enter">
          Run
        </button>
      </form>
      {address.query === '' ? (
        <p class="empty">
          Ask in PromQL; the editor completes metrics, labels and functions. To begin with:{' '}
          <button
            class="as-link"
            onClick={() =>
              go({ query: 'sum by (http_route) (rate(http_server_request_duration_seconds_count[5m]))' })
            }
          >
            requests a second by route
          </button>
        </p>
      ) : (
        <>
          <Chart
            key={address.query}
            title="Over time"
            hint="The six series with the highest values"
            queries={[{ query: address.query, name: describeLabels }]}
            window={window}
            format={formatNumber}
            empty="No series is like that in this time."
          />
          <ResultTable query={address.query} timeMs={window.endMs} />
        </>
      )}
    </Section>
  )
}
