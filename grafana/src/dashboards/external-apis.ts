import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'

import { defineDashboard, type Row } from '../dashboard.ts'
import { CHECK_STATES, checkState } from '../health.ts'
import { heatmap } from '../panels/heatmap.ts'
import { stat } from '../panels/stat.ts'
import { stateTimeline } from '../panels/state-timeline.ts'
import { table } from '../panels/table.ts'
import { timeSeries } from '../panels/time-series.ts'
import { traceTable } from '../panels/traces.ts'
import { changeBy, quantileBy, rateBy, rateOf, shareOf } from '../promql.ts'
import { RECORDED_SCOPE, SCOPE } from '../scope.ts'

const CALLS = `http_client_request_duration_seconds_count{${SCOPE}}`
const FAILED = `http_client_request_duration_seconds_count{error_type!="",${SCOPE}}`
const LIMITED = `http_client_request_duration_seconds_count{http_response_status_code="429",${SCOPE}}`
const BUCKETS = `http_client_request_duration_seconds_bucket{${SCOPE}}`
const HOST = 'server_address'
const OPERATIONS = `cryo_operation_duration_seconds_count{cryo_operation_kind="api",${SCOPE}}`

const now: Row = {
  title: 'Now',
  panels: [
    stat({
      title: 'Calls',
      description: 'Calls to other services in a second.',
      unit: 'reqps',
      width: 6,
      queries: [{ expr: rateOf(CALLS), legend: 'calls' }],
    }),
    stat({
      title: 'Failed',
      description:
        'Share of calls that are answered with a status of 400 or above, or not at all. From 20 % on DependencyFailing fires.',
      unit: 'percentunit',
      width: 6,
      limits: { warning: 0.05, critical: 0.2 },
      queries: [{ expr: shareOf(rateOf(FAILED), rateOf(CALLS)), legend: 'failed' }],
    }),
    stat({
      title: 'p95',
      description: 'One call in twenty takes longer than this.',
      unit: 's',
      width: 6,
      limits: { warning: 0.5, critical: 2.5 },
      queries: [{ expr: quantileBy(0.95, '', BUCKETS), legend: 'p95' }],
    }),
    stat({
      title: 'Refused as too many',
      description: 'Share of calls that are answered with 429: ask less often, or for more.',
      unit: 'percentunit',
      width: 6,
      limits: { warning: 0.001, critical: 0.05 },
      queries: [{ expr: shareOf(rateOf(LIMITED), rateOf(CALLS)), legend: 'refused' }],
    }),
  ],
}

const red: Row = {
  title: 'Rate, errors, duration',
  panels: [
    timeSeries({
      title: 'Calls, and an hour ago',
      description: 'Calls to other services in a second; the dashed line is an hour ago.',
      unit: 'reqps',
      width: 8,
      queries: [
        { expr: rateBy(HOST, CALLS), legend: '{{server_address}}' },
        {
          expr: `sum(rate(${CALLS}[$__rate_interval] offset 1h))`,
          legend: 'all, an hour ago',
          look: 'before',
        },
      ],
    }),
    timeSeries({
      title: 'Failed calls',
      description:
        'Share of calls that fail, by whom they are made to; the line is where DependencyFailing fires.',
      unit: 'percentunit',
      width: 8,
      limits: { critical: 0.2 },
      queries: [{ expr: shareOf(rateBy(HOST, FAILED), rateBy(HOST, CALLS)), legend: '{{server_address}}' }],
    }),
    timeSeries({
      title: 'Duration (p95)',
      description: 'One call in twenty takes longer than this, by whom it is made to.',
      unit: 's',
      width: 8,
      queries: [{ expr: quantileBy(0.95, HOST, BUCKETS), legend: '{{server_address}}' }],
    }),
  ],
}

const breakdown: Row = {
  title: 'By service and outcome',
  panels: [
    table({
      title: 'Who calls whom',
      description: 'Each service with those that it calls: how often, how many fail, how long they take.',
      unit: 'short',
      width: 24,
      sortBy: 'Calls',
      keys: [
        { label: 'service_name', title: 'From' },
        { label: HOST, title: 'To' },
      ],
      columns: [
        { title: 'Calls', unit: 'reqps', expr: rateBy(`service_name,${HOST}`, CALLS) },
        { title: 'Against an hour ago', unit: 'percentunit', expr: changeBy(`service_name,${HOST}`, CALLS) },
        {
          title: 'Failed',
          unit: 'percentunit',
          limits: { warning: 0.05, critical: 0.2 },
          expr: shareOf(rateBy(`service_name,${HOST}`, FAILED), rateBy(`service_name,${HOST}`, CALLS)),
        },
        { title: 'Median', unit: 's', expr: quantileBy(0.5, `service_name,${HOST}`, BUCKETS) },
        { title: 'p95', unit: 's', expr: quantileBy(0.95, `service_name,${HOST}`, BUCKETS) },
      ],
    }),
    timeSeries({
      title: 'Answers by status',
      description:
        'Answers in a second by status. Calls without any answer have none: they are among the failures.',
      unit: 'reqps',
      width: 8,
      isStacked: true,
      queries: [
        { expr: rateBy('http_response_status_code', CALLS), legend: '{{http_response_status_code}}' },
      ],
    }),
    timeSeries({
      title: 'Failures by type',
      description: 'Failed calls in a second: a status, or why there was no answer.',
      unit: 'reqps',
      width: 8,
      isStacked: true,
      queries: [{ expr: rateBy(`${HOST},error_type`, FAILED), legend: '{{server_address}}: {{error_type}}' }],
    }),
    timeSeries({
      title: 'Operations on APIs (p95)',
      description:
        'What the application measures by trackApiOperation, its own retries and fallbacks included.',
      unit: 's',
      width: 8,
      queries: [
        {
          expr: quantileBy(
            0.95,
            'cryo_operation_name',
            `cryo_operation_duration_seconds_bucket{cryo_operation_kind="api",${SCOPE}}`,
          ),
          legend: '{{cryo_operation_name}}',
        },
      ],
    }),
    timeSeries({
      title: 'Operations on APIs',
      description: 'How often each operation on an API is called in a second.',
      unit: 'ops',
      width: 8,
      queries: [{ expr: rateBy('cryo_operation_name', OPERATIONS), legend: '{{cryo_operation_name}}' }],
    }),
    stateTimeline({
      title: 'Checks of APIs',
      description: 'What each check of an endpoint found, the worst of all processes.',
      unit: 'short',
      width: 8,
      noValue: 'No endpoint is watched: see watchEndpoint.',
      mappings: CHECK_STATES,
      queries: [
        { expr: checkState(',cryo_check_kind="api"'), legend: '{{service_name}}: {{cryo_check_name}}' },
      ],
    }),
    timeSeries({
      title: 'Failures in a row',
      description:
        'How often each check of an endpoint has failed in a row; the dashed line is the threshold of the service.',
      unit: 'short',
      width: 8,
      queries: [
        {
          expr: `max by (service_name,cryo_check_name) (cryo_health_failures{cryo_check_kind="api",${SCOPE}})`,
          legend: '{{service_name}}: {{cryo_check_name}}',
        },
        {
          expr: `min(service:cryo_alert_threshold:max{cryo_threshold_name="api_errors",${RECORDED_SCOPE}})`,
          legend: 'threshold',
          look: 'threshold',
        },
      ],
    }),
  ],
}

const exemplars: Row = {
  title: 'Single calls',
  panels: [
    heatmap({
      title: 'Durations, each dot a trace',
      description:
        'How the durations of calls are spread. The dots are exemplars: a click on one opens its trace.',
      unit: 's',
      width: 12,
      expr: rateBy(
        'le',
        `traces_span_metrics_duration_seconds_bucket{span_kind="SPAN_KIND_CLIENT",http_request_method!="",${SCOPE}}`,
      ),
    }),
    traceTable({
      title: 'Slow and failed calls',
      description:
        'The newest traces with a call that failed or took longer than half a second. A click opens the trace.',
      unit: 'ms',
      width: 12,
      noValue: 'None in this time.',
      query:
        '{ resource.service.name =~ "$service" && kind = client && span.http.request.method != nil && (status = error || duration > 500ms) }',
    }),
  ],
}

/** Calls to other services. */
export const externalApis: Dashboard = defineDashboard({
  uid: 'cryo-external-apis',
  title: 'Cryo: external APIs',
  description:
    'Calls to other services: how many, how many fail, how long they take, and what checks say of them.',
  rows: [now, red, breakdown, exemplars],
})
