import type { Row } from '../dashboard.ts'
import { CHECK_STATES, checkState } from '../health.ts'
import { stateTimeline } from '../panels/state-timeline.ts'
import { timeSeries } from '../panels/time-series.ts'
import { quantileBy } from '../promql.ts'
import { RECORDED_SCOPE, SCOPE } from '../scope.ts'

const POOL = 'service_name,db_client_connection_pool_name'
const CONNECTIONS = `db_client_connection_count{${SCOPE}}`
const USED = `db_client_connection_count{db_client_connection_state="used",${SCOPE}}`
const MAX = `db_client_connection_max{${SCOPE}}`
const WAITING = `db_client_connection_pending_requests{${SCOPE}}`

/** Use of the pool that is used most, and calls that wait for a connection of any. */
export const FULLEST_POOL = `max(sum by (${POOL}) (${USED}) / sum by (${POOL}) (${MAX}))`
export const WAITING_CALLS = `sum(${WAITING})`

/** Connections and checks of databases. */
export const connectionRows: readonly Row[] = [
  {
    title: 'Connections',
    panels: [
      timeSeries({
        title: 'Connections by state',
        description: 'Connections that the pools hold, in use and idle.',
        unit: 'short',
        width: 8,
        isStacked: true,
        queries: [
          {
            expr: `sum by (service_name,db_client_connection_state) (${CONNECTIONS})`,
            legend: '{{service_name}} {{db_client_connection_state}}',
          },
          { expr: `sum(${MAX})`, legend: 'at most', look: 'threshold' },
        ],
      }),
      timeSeries({
        title: 'Use of each pool',
        description: 'Share of the connections that a pool may have and that are in use.',
        unit: 'percentunit',
        width: 8,
        max: 1,
        limits: { critical: 0.95 },
        queries: [
          {
            expr: `sum by (${POOL}) (${USED}) / sum by (${POOL}) (${MAX})`,
            legend: '{{service_name}}: {{db_client_connection_pool_name}}',
          },
        ],
      }),
      timeSeries({
        title: 'Waiting for a connection',
        description: 'Calls that wait since all connections of their pool are in use.',
        unit: 'short',
        width: 8,
        queries: [
          {
            expr: `sum by (${POOL}) (${WAITING})`,
            legend: '{{service_name}}: {{db_client_connection_pool_name}}',
          },
        ],
      }),
    ],
  },
  {
    title: 'Checks',
    panels: [
      stateTimeline({
        title: 'Checks of databases',
        description: 'What each check of a database found, the worst of all processes.',
        unit: 'short',
        width: 8,
        mappings: CHECK_STATES,
        queries: [
          {
            expr: checkState(',cryo_check_kind="database"'),
            legend: '{{service_name}}: {{cryo_check_name}}',
          },
        ],
      }),
      timeSeries({
        title: 'Failures in a row',
        description:
          'How often each check has failed in a row; the dashed line is the threshold that the service itself is configured with.',
        unit: 'short',
        width: 8,
        queries: [
          {
            expr: `max by (service_name,cryo_check_name) (cryo_health_failures{cryo_check_kind="database",${SCOPE}})`,
            legend: '{{service_name}}: {{cryo_check_name}}',
          },
          {
            expr: `min(service:cryo_alert_threshold:max{cryo_threshold_name="database_failures",${RECORDED_SCOPE}})`,
            legend: 'threshold',
            look: 'threshold',
          },
        ],
      }),
      timeSeries({
        title: 'Duration of checks (p95)',
        description: 'How long the checks of databases take.',
        unit: 's',
        width: 8,
        queries: [
          {
            expr: quantileBy(
              0.95,
              'cryo_check_name',
              `cryo_health_check_duration_seconds_bucket{cryo_check_kind="database",${SCOPE}}`,
            ),
            legend: '{{cryo_check_name}}',
          },
        ],
      }),
    ],
  },
]
