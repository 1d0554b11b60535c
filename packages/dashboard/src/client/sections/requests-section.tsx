import type { VNode } from 'preact'
import { Chart } from '../charts/chart.tsx'
import { rateWindow, type TimeWindow } from '../charts/time-window.ts'
import { useTrends } from '../charts/use-trends.ts'
import { formatDuration } from '../format-duration.ts'
import { formatRate } from '../format-number.ts'
import { Empty } from '../parts/empty.tsx'
import { Link } from '../parts/link.tsx'
import { Section } from '../parts/section.tsx'
import { Table } from '../parts/table.tsx'
import type { PageData } from '../serialized.ts'
import { trafficColumns } from './traffic-columns.tsx'

interface RequestsSectionProps {
  readonly routes: PageData['performance']['routes']
  readonly active: number
  readonly window: TimeWindow
}

const HISTOGRAM = 'http_server_request_duration_seconds'

/** Requests that the application serves, and its routes. */
export function RequestsSection({ routes, active, window }: RequestsSectionProps): VNode {
  const trendOf = useTrends(
    `${HISTOGRAM}_count`,
    ['service_name', 'http_request_method', 'http_route'],
    window.endMs,
  )
  const over = rateWindow(window)
  return (
    <Section
      id="routes"
      title="Requests"
      hint="What the application serves, by route"
      count={routes.length}
      aside={`${active} in flight`}
    >
      {routes.length === 0 ? (
        <Empty text="No request has been served. To see your routes:" call="startMonitoring(app)" />
      ) : (
        <>
          <div class="charts">
            <Chart
              title="Requests a second"
              hint="All requests served a second, and those answered with a status of 500 or above"
              window={window}
              queries={[
                { query: `sum(rate(${HISTOGRAM}_count[${over}]))`, name: 'served', color: 1 },
                {
                  query: `sum(rate(${HISTOGRAM}_count{http_response_status_code=~"5.."}[${over}]))`,
                  name: 'failed',
                  color: 'error',
                },
              ]}
              format={formatRate}
              empty="No request was served in this time."
            />
            <Chart
              title="Duration"
              hint="How long requests took: half of them, 95 % and 99 % took at most this long"
              window={window}
              queries={[0.99, 0.95, 0.5].map((quantile, index) => ({
                query: `histogram_quantile(${quantile}, sum by (le) (rate(${HISTOGRAM}_bucket[${over}])))`,
                name: `p${quantile * 100}`,
                color: ([4, 2, 1] as const)[index] ?? 1,
              }))}
              format={formatDuration}
              empty="No request was served in this time."
            />
          </div>
          <Table
            label="Routes"
            rows={routes}
            keyOf={({ service, method, route }) => `${service} ${method} ${route}`}
            columns={[
              {
                title: 'Route',
                isWide: true,
                hint: 'Method and route, as the application declares it; opens its slowest traces',
                order: ({ route }) => route,
                cell: ({ service, method, route }) => (
                  <Link
                    class="name"
                    title={`Slowest traces of ${method} ${route}, ${service}`}
                    to={{ view: 'traces', search: { service, name: `${method} ${route}`, order: 'slowest' } }}
                  >
                    <span class="method">{method}</span> {route}
                  </Link>
                ),
              },
              ...trafficColumns<(typeof routes)[number]>(({ service, method, route }) =>
                trendOf(service, method, route),
              ),
            ]}
          />
        </>
      )}
    </Section>
  )
}
