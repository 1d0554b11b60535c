import type { VNode } from 'preact'
import { Chart } from '../charts/chart.tsx'
import { rateWindow, type TimeWindow } from '../charts/time-window.ts'
import { useTrends } from '../charts/use-trends.ts'
import { formatDuration } from '../format-duration.ts'
import { formatNumber } from '../format-number.ts'
import { Empty } from '../parts/empty.tsx'
import { Link } from '../parts/link.tsx'
import { Section } from '../parts/section.tsx'
import { Table } from '../parts/table.tsx'
import type { PageData } from '../serialized.ts'
import { trafficColumns } from './traffic-columns.tsx'

interface CallsSectionProps {
  readonly performance: PageData['performance']
  readonly window: TimeWindow
}

const QUERIES = 'db_client_operation_duration_seconds'
const CALLS = 'http_client_request_duration_seconds'

/** What the application asks of databases and of other hosts. */
export function CallsSection({
  performance: { queries, dependencies, custom },
  window,
}: CallsSectionProps): VNode {
  const queryTrend = useTrends(
    `${QUERIES}_count`,
    ['service_name', 'db_system_name', 'db_operation_name', 'db_collection_name'],
    window.endMs,
  )
  const hostTrend = useTrends(`${CALLS}_count`, ['service_name', 'server_address'], window.endMs)
  const over = rateWindow(window)
  return (
    <Section id="calls" title="Databases and other hosts" hint="What the application asks of others">
      <div class="charts">
        <Chart
          title="Queries, p95"
          hint="95 % of the database queries took at most this long"
          window={window}
          queries={[
            {
              query: `histogram_quantile(0.95, sum by (le, db_system_name) (rate(${QUERIES}_bucket[${over}])))`,
              name: ({ db_system_name: system = 'database' }) => system,
            },
          ]}
          format={formatDuration}
          empty="No query was sent in this time."
        />
        <Chart
          title="Connections"
          hint="Connections of the database pools: in use, and the most there may be"
          window={window}
          queries={[
            {
              query: 'sum(db_client_connection_count{db_client_connection_state="used"})',
              name: 'in use',
              color: 1,
            },
            { query: 'sum(db_client_connection_pending_requests)', name: 'waiting', color: 2 },
            { query: 'sum(db_client_connection_max)', name: 'at most', color: 'faint', isLimit: true },
          ]}
          format={formatNumber}
          empty="No pool is known in this time."
        />
      </div>
      <h3>Queries</h3>
      {queries.length === 0 ? (
        <Empty
          text="No query has been sent. Those of pg appear by themselves, others by"
          call="trackDatabaseOperation()"
        />
      ) : (
        <Table
          label="Database queries"
          rows={queries}
          keyOf={({ service, system, operation, collection }) =>
            `${service} ${system} ${operation} ${collection ?? ''}`
          }
          columns={[
            {
              title: 'Query',
              isWide: true,
              hint: 'What it does, and to which table',
              order: ({ operation, collection }) => `${operation} ${collection ?? ''}`,
              cell: ({ service, operation, collection }) => (
                <Link
                  class="name"
                  title={service}
                  to={{
                    view: 'traces',
                    search: { service, attribute: `db.operation.name:${operation}`, order: 'slowest' },
                  }}
                >
                  <span class="method">{operation}</span> {collection}
                </Link>
              ),
            },
            ...trafficColumns<(typeof queries)[number]>(({ service, system, operation, collection }) =>
              queryTrend(service, system, operation, collection),
            ),
          ]}
        />
      )}
      <h3>Other hosts</h3>
      {dependencies.length === 0 ? (
        <Empty text="No other host has been called. HTTP calls appear by themselves." />
      ) : (
        <Table
          label="Calls to other hosts"
          rows={dependencies}
          keyOf={({ service, host }) => `${service} ${host}`}
          columns={[
            {
              title: 'Host',
              isWide: true,
              hint: 'Host that is called over HTTP; opens its slowest traces',
              order: ({ host }) => host,
              cell: ({ service, host }) => (
                <Link
                  class="name"
                  title={service}
                  to={{
                    view: 'traces',
                    search: { service, attribute: `server.address:${host}`, order: 'slowest' },
                  }}
                >
                  {host}
                </Link>
              ),
            },
            ...trafficColumns<(typeof dependencies)[number]>(({ service, host }) => hostTrend(service, host)),
          ]}
        />
      )}
      <h3>Custom values</h3>
      {custom.length === 0 ? (
        <Empty text="None yet. To add one:" call="new PerformanceMetrics().recordCustomMetric(name, value)" />
      ) : (
        <ul class="values">
          {custom.map(({ service, name, value }) => (
            <li key={`${service} ${name}`}>
              <Link
                title={service}
                to={{ view: 'query', query: `cryo_custom{cryo_metric_name=${JSON.stringify(name)}}` }}
              >
                {name}
              </Link>
              <b>{formatNumber(value)}</b>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
