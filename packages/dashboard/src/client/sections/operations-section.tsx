import type { VNode } from 'preact'
import { Chart } from '../charts/chart.tsx'
import { rateWindow, type TimeWindow } from '../charts/time-window.ts'
import { useTrends } from '../charts/use-trends.ts'
import { formatDuration } from '../format-duration.ts'
import { formatNumber, formatRate } from '../format-number.ts'
import { Empty } from '../parts/empty.tsx'
import { Link } from '../parts/link.tsx'
import { Section } from '../parts/section.tsx'
import { Table } from '../parts/table.tsx'
import type { PageData } from '../serialized.ts'
import { trafficColumns } from './traffic-columns.tsx'

interface OperationsSectionProps {
  readonly operations: PageData['operations']
  readonly window: TimeWindow
}

const HISTOGRAM = 'cryo_operation_duration_seconds'

/** What the application tracks. */
export function OperationsSection({ operations, window }: OperationsSectionProps): VNode {
  const trendOf = useTrends(
    `${HISTOGRAM}_count`,
    ['service_name', 'cryo_operation_name', 'cryo_operation_kind'],
    window.endMs,
  )
  const over = rateWindow(window)
  return (
    <Section id="operations" title="Operations" hint="What the application tracks" count={operations.length}>
      {operations.length === 0 ? (
        <Empty text="No operation has run. Wrap a call:" call="trackOperation('name', () => …)" />
      ) : (
        <>
          <div class="charts">
            <Chart
              title="Operations a second"
              hint="All tracked operations a second, by name; those with most"
              window={window}
              queries={[
                {
                  query: `topk(5, sum by (cryo_operation_name) (rate(${HISTOGRAM}_count[${over}])))`,
                  name: ({ cryo_operation_name: name = '' }) => name,
                },
              ]}
              format={formatRate}
              empty="No operation ran in this time."
            />
            <Chart
              title="Duration, p95"
              hint="95 % of the operations took at most this long, by kind"
              window={window}
              queries={[
                {
                  query: `histogram_quantile(0.95, sum by (le, cryo_operation_kind) (rate(${HISTOGRAM}_bucket[${over}])))`,
                  name: ({ cryo_operation_kind: kind = '' }) => kind,
                },
              ]}
              format={formatDuration}
              empty="No operation ran in this time."
            />
          </div>
          <Table
            label="Operations"
            rows={operations}
            keyOf={({ service, kind, name }) => `${service} ${kind} ${name}`}
            columns={[
              {
                title: 'Operation',
                isWide: true,
                hint: 'Its name, and the service; opens its slowest traces',
                order: ({ name }) => name,
                cell: ({ service, name }) => (
                  <Link
                    class="name"
                    title={service}
                    to={{ view: 'traces', search: { service, name, order: 'slowest' } }}
                  >
                    {name}
                  </Link>
                ),
              },
              {
                title: 'Kind',
                hint: 'operation, database or api',
                isExtra: true,
                order: ({ kind }) => kind,
                cell: ({ kind }) => <span class="faint">{kind}</span>,
              },
              ...trafficColumns<(typeof operations)[number]>(({ service, name, kind }) =>
                trendOf(service, name, kind),
              ),
              {
                title: 'Active',
                hint: 'In progress now, with the age of the oldest',
                isNumber: true,
                isExtra: true,
                order: ({ active }) => active,
                cell: ({ active, oldestActiveSeconds }) =>
                  active === 0 ? (
                    <i class="faint">0</i>
                  ) : (
                    <span
                      title={
                        oldestActiveSeconds === null
                          ? ''
                          : `the oldest for ${formatDuration(oldestActiveSeconds)}`
                      }
                    >
                      {formatNumber(active)}
                    </span>
                  ),
              },
            ]}
          />
        </>
      )}
    </Section>
  )
}
