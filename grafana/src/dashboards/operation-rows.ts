import type { Row } from '../dashboard.ts'
import { CHECK_STATES, checkState } from '../health.ts'
import { stateTimeline } from '../panels/state-timeline.ts'
import { table } from '../panels/table.ts'
import { timeSeries } from '../panels/time-series.ts'
import { quantileBy, rateBy, shareOf } from '../promql.ts'
import { SCOPE } from '../scope.ts'

const CALLS = `cryo_operation_duration_seconds_count{${SCOPE}}`
const FAILED = `cryo_operation_duration_seconds_count{cryo_outcome="failure",${SCOPE}}`
const BUCKETS = `cryo_operation_duration_seconds_bucket{${SCOPE}}`
const NAME = 'cryo_operation_name'

/** What the service itself calls its work, its errors and its checks. */
export const operationRows: readonly Row[] = [
  {
    title: 'Operations',
    panels: [
      table({
        title: 'Operations',
        description:
          'What the application measures by trackOperation: how often, how many fail, how long, and how many items in a second.',
        unit: 'short',
        width: 24,
        height: 10,
        sortBy: 'Calls',
        keys: [{ label: NAME, title: 'Operation' }],
        columns: [
          { title: 'Calls', unit: 'ops', expr: rateBy(NAME, CALLS) },
          {
            title: 'Failed',
            unit: 'percentunit',
            limits: { warning: 0.01, critical: 0.05 },
            expr: shareOf(rateBy(NAME, FAILED), rateBy(NAME, CALLS)),
          },
          { title: 'Median', unit: 's', expr: quantileBy(0.5, NAME, BUCKETS) },
          { title: 'p95', unit: 's', expr: quantileBy(0.95, NAME, BUCKETS) },
          {
            title: 'Items in a second',
            unit: 'cps',
            expr: rateBy(NAME, `cryo_operation_items_total{${SCOPE}}`),
          },
          { title: 'In progress', unit: 'short', expr: `sum by (${NAME}) (cryo_operation_active{${SCOPE}})` },
        ],
      }),
      timeSeries({
        title: 'Operations by name',
        description: 'How often each operation is called in a second.',
        unit: 'ops',
        width: 12,
        height: 10,
        hasLegendTable: true,
        isStacked: true,
        queries: [{ expr: rateBy(NAME, CALLS), legend: '{{cryo_operation_name}}' }],
      }),
      timeSeries({
        title: 'Duration of operations (p95)',
        description: 'One call in twenty of each operation takes longer than this.',
        unit: 's',
        width: 12,
        height: 10,
        hasLegendTable: true,
        queries: [{ expr: quantileBy(0.95, NAME, BUCKETS), legend: '{{cryo_operation_name}}' }],
      }),
    ],
  },
  {
    title: 'Errors and checks',
    panels: [
      timeSeries({
        title: 'Errors by type',
        description: 'Errors that were recorded, by type.',
        unit: 'cps',
        width: 8,
        isStacked: true,
        queries: [{ expr: rateBy('error_type', `cryo_errors_total{${SCOPE}}`), legend: '{{error_type}}' }],
      }),
      table({
        title: 'Groups of errors',
        description:
          'Errors of the time range by group; the monitoring page of the service shows the stack of each.',
        unit: 'short',
        width: 8,
        sortBy: 'Errors',
        noValue: 'No error in this time.',
        keys: [
          { label: 'error_type', title: 'Type' },
          { label: 'cryo_error_group', title: 'Group' },
        ],
        columns: [
          {
            title: 'Errors',
            unit: 'short',
            decimals: 0,
            expr: `sum by (error_type,cryo_error_group) (increase(cryo_errors_total{${SCOPE}}[$__range])) > 0`,
          },
        ],
      }),
      stateTimeline({
        title: 'Checks',
        description: 'What each health check found, the worst of all processes of the service.',
        unit: 'short',
        width: 8,
        mappings: CHECK_STATES,
        queries: [{ expr: checkState(), legend: '{{service_name}}: {{cryo_check_name}}' }],
      }),
    ],
  },
]
