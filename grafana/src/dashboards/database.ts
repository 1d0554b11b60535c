import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'

import { defineDashboard, type Row } from '../dashboard.ts'
import { heatmap } from '../panels/heatmap.ts'
import { stat } from '../panels/stat.ts'
import { table } from '../panels/table.ts'
import { timeSeries } from '../panels/time-series.ts'
import { traceTable } from '../panels/traces.ts'
import { changeBy, quantileBy, rateBy, rateOf, shareOf } from '../promql.ts'
import { SCOPE } from '../scope.ts'
import { connectionRows, FULLEST_POOL, WAITING_CALLS } from './connection-rows.ts'

const QUERIES = `db_client_operation_duration_seconds_count{${SCOPE}}`
const FAILED = `db_client_operation_duration_seconds_count{error_type!="",${SCOPE}}`
const BUCKETS = `db_client_operation_duration_seconds_bucket{${SCOPE}}`
const TABLE = 'db_operation_name,db_collection_name'
const TABLE_NAME = '{{db_operation_name}} {{db_collection_name}}'

const now: Row = {
  title: 'Now',
  panels: [
    stat({
      title: 'Queries',
      description: 'Queries that the database answers in a second.',
      unit: 'ops',
      width: 4,
      queries: [{ expr: rateOf(QUERIES), legend: 'queries' }],
    }),
    stat({
      title: 'Failed',
      description: 'Share of queries that fail. From 5 % on DbErrorRatio fires.',
      unit: 'percentunit',
      width: 4,
      limits: { warning: 0.01, critical: 0.05 },
      queries: [{ expr: shareOf(rateOf(FAILED), rateOf(QUERIES)), legend: 'failed' }],
    }),
    stat({
      title: 'Median',
      description: 'Half of the queries take longer than this.',
      unit: 's',
      width: 4,
      queries: [{ expr: quantileBy(0.5, '', BUCKETS), legend: 'p50' }],
    }),
    stat({
      title: 'p95',
      description: 'One query in twenty takes longer than this. From a second on DbSlow fires.',
      unit: 's',
      width: 4,
      limits: { warning: 0.25, critical: 1 },
      queries: [{ expr: quantileBy(0.95, '', BUCKETS), legend: 'p95' }],
    }),
    stat({
      title: 'Pool in use',
      description: 'Share of the connections that the fullest pool may have and that are in use.',
      unit: 'percentunit',
      width: 4,
      limits: { warning: 0.8, critical: 0.95 },
      queries: [{ expr: FULLEST_POOL, legend: 'in use' }],
    }),
    stat({
      title: 'Waiting',
      description: 'Calls that wait for a connection. After two minutes DbPoolSaturated fires.',
      unit: 'short',
      width: 4,
      limits: { warning: 1, critical: 10 },
      queries: [{ expr: WAITING_CALLS, legend: 'waiting' }],
    }),
  ],
}

const red: Row = {
  title: 'Rate, errors, duration',
  panels: [
    timeSeries({
      title: 'Queries, and an hour ago',
      description: 'Queries in a second; the dashed line is an hour ago.',
      unit: 'ops',
      width: 8,
      queries: [
        { expr: rateOf(QUERIES), legend: 'now' },
        { expr: `sum(rate(${QUERIES}[$__rate_interval] offset 1h))`, legend: 'an hour ago', look: 'before' },
      ],
    }),
    timeSeries({
      title: 'Failed queries',
      description: 'Share of queries that fail; the line is where DbErrorRatio fires.',
      unit: 'percentunit',
      width: 8,
      limits: { critical: 0.05 },
      queries: [
        {
          expr: shareOf(rateBy('service_name', FAILED), rateBy('service_name', QUERIES)),
          legend: '{{service_name}}',
        },
      ],
    }),
    timeSeries({
      title: 'Duration',
      description:
        'How long queries take: half of them, one in twenty and one in a hundred take longer. The line is where DbSlow fires.',
      unit: 's',
      width: 8,
      limits: { critical: 1 },
      queries: [0.5, 0.95, 0.99].map((quantile) => ({
        expr: quantileBy(quantile, '', BUCKETS),
        legend: `p${quantile * 100}`,
      })),
    }),
  ],
}

const tables: Row = {
  title: 'Operations and tables',
  panels: [
    table({
      title: 'Operations on tables',
      description: 'Each kind of query with how often it is asked, how many fail and how long it takes.',
      unit: 'short',
      width: 24,
      height: 10,
      sortBy: 'Queries',
      keys: [
        { label: 'db_operation_name', title: 'Operation' },
        { label: 'db_collection_name', title: 'Table' },
      ],
      columns: [
        { title: 'Queries', unit: 'ops', expr: rateBy(TABLE, QUERIES) },
        { title: 'Against an hour ago', unit: 'percentunit', expr: changeBy(TABLE, QUERIES) },
        {
          title: 'Failed',
          unit: 'percentunit',
          limits: { warning: 0.01, critical: 0.05 },
          expr: shareOf(rateBy(TABLE, FAILED), rateBy(TABLE, QUERIES)),
        },
        { title: 'Median', unit: 's', expr: quantileBy(0.5, TABLE, BUCKETS) },
        {
          title: 'p95',
          unit: 's',
          limits: { warning: 0.25, critical: 1 },
          expr: quantileBy(0.95, TABLE, BUCKETS),
        },
      ],
    }),
    timeSeries({
      title: 'Queries by operation and table',
      description: 'Queries in a second, by what they do and to which table.',
      unit: 'ops',
      width: 12,
      height: 10,
      hasLegendTable: true,
      isStacked: true,
      queries: [{ expr: rateBy(TABLE, QUERIES), legend: TABLE_NAME }],
    }),
    timeSeries({
      title: 'p95 by operation and table',
      description: 'One query in twenty takes longer than this, by what it does and to which table.',
      unit: 's',
      width: 12,
      height: 10,
      hasLegendTable: true,
      queries: [{ expr: quantileBy(0.95, TABLE, BUCKETS), legend: TABLE_NAME }],
    }),
    timeSeries({
      title: 'Time in the database by table',
      description: 'Seconds that queries of each table take in a second: what makes the database busy.',
      unit: 's',
      width: 12,
      isStacked: true,
      queries: [
        {
          expr: rateBy('db_collection_name', `db_client_operation_duration_seconds_sum{${SCOPE}}`),
          legend: '{{db_collection_name}}',
        },
      ],
    }),
    timeSeries({
      title: 'Failures by type',
      description: 'Failed queries by the type of their error, with the code of the database.',
      unit: 'ops',
      width: 12,
      isStacked: true,
      queries: [
        {
          expr: rateBy('error_type,db_response_status_code', FAILED),
          legend: '{{error_type}} {{db_response_status_code}}',
        },
      ],
    }),
  ],
}

const exemplars: Row = {
  title: 'Single queries',
  panels: [
    heatmap({
      title: 'Durations, each dot a trace',
      description:
        'How the durations of queries are spread. The dots are exemplars: a click on one opens its trace.',
      unit: 's',
      width: 12,
      expr: rateBy('le', `traces_span_metrics_duration_seconds_bucket{db_collection_name!="",${SCOPE}}`),
    }),
    traceTable({
      title: 'Slow and failed queries',
      description:
        'The newest traces with a query that failed or took longer than 100 ms. A click opens the trace.',
      unit: 'ms',
      width: 12,
      noValue: 'None in this time.',
      query:
        '{ resource.service.name =~ "$service" && span.db.system.name != nil && (status = error || duration > 100ms) }',
    }),
  ],
}

/** Queries, pools and checks of databases, as their clients see them. */
export const database: Dashboard = defineDashboard({
  uid: 'cryo-database',
  title: 'Cryo: database',
  description: 'Queries, connections and checks of databases, as the services that use them see them.',
  rows: [now, red, tables, ...connectionRows, exemplars],
})
