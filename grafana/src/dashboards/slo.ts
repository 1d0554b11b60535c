import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'

import { defineDashboard, type Row } from '../dashboard.ts'
import { mapValues } from '../mappings.ts'
import { heatmap } from '../panels/heatmap.ts'
import { stat } from '../panels/stat.ts'
import { stateTimeline } from '../panels/state-timeline.ts'
import { table } from '../panels/table.ts'
import { timeSeries } from '../panels/time-series.ts'
import { rateBy } from '../promql.ts'
import { RECORDED_SCOPE, SCOPE } from '../scope.ts'

/** Share of requests that may fail, and that may be slower than a second, in 30 days. */
const BUDGET = 0.01
const ROUTE = 'http_request_method,http_route'
const ROUTE_NAME = '{{http_request_method}} {{http_route}}'
const EACH_ROUTE = `service_name,${ROUTE}`

/** Multiple of the pace at which the budget lasts for just 30 days. */
function burn(what: 'error' | 'slow', window: string): string {
  return `max by (${EACH_ROUTE}) (route:http_server_${what}_ratio:rate${window}{${RECORDED_SCOPE}}) / ${BUDGET}`
}

/** Share of all requests of services, of the last five minutes. */
function shareOfAll(what: 'errors' | 'slow_requests'): string {
  return `sum(route:http_server_${what}:rate5m{${RECORDED_SCOPE}}) / (sum(route:http_server_requests:rate5m{${RECORDED_SCOPE}}) > 0)`
}

const now: Row = {
  title: 'Now',
  panels: [
    stat({
      title: 'Answered well',
      description: 'Share of requests of the last five minutes that did not fail. The objective is 99 %.',
      unit: 'percentunit',
      width: 6,
      decimals: 2,
      limits: { warning: 0.999, critical: 0.99, isLowBad: true },
      queries: [{ expr: `1 - ${shareOfAll('errors')}`, legend: 'well' }],
    }),
    stat({
      title: 'Answered within a second',
      description:
        'Share of requests of the last five minutes that took a second at most. The objective is 99 %.',
      unit: 'percentunit',
      width: 6,
      decimals: 2,
      limits: { warning: 0.999, critical: 0.99, isLowBad: true },
      queries: [{ expr: `1 - ${shareOfAll('slow_requests')}`, legend: 'in time' }],
    }),
    stat({
      title: 'Fastest burn of a route',
      description:
        'The largest multiple of the pace at which the budget of a route lasts for 30 days, over an hour. From 14.4 on it is gone in two days.',
      unit: 'short',
      width: 6,
      limits: { warning: 1, critical: 14.4 },
      queries: [{ expr: `max(${burn('error', '1h')})`, legend: 'times' }],
    }),
    stat({
      title: 'Alerts of budgets',
      description: 'Alerts of budgets that fire.',
      unit: 'short',
      width: 6,
      limits: { critical: 1 },
      queries: [
        {
          expr: `count(ALERTS{alertname=~".*BudgetBurn.*",alertstate="firing",${RECORDED_SCOPE}}) or vector(0)`,
          legend: 'alerts',
        },
      ],
    }),
  ],
}

const budgets: Row = {
  title: 'Budgets of routes',
  panels: [
    table({
      title: 'How fast each route burns its budgets',
      description:
        'A budget of 1 % of the requests in 30 days may fail, and another 1 % be slower than a second. 1 is the pace at which it lasts just so long; 14.4 over an hour, 6 over six hours, 3 over a day and 1 over three days are alerts.',
      unit: 'short',
      width: 24,
      height: 10,
      sortBy: 'Failed, 1 h',
      keys: [
        { label: 'service_name', title: 'Service' },
        { label: 'http_request_method', title: 'Method' },
        { label: 'http_route', title: 'Route' },
      ],
      columns: [
        {
          title: 'Failed, 1 h',
          unit: 'short',
          limits: { warning: 1, critical: 14.4 },
          expr: burn('error', '1h'),
        },
        {
          title: 'Failed, 6 h',
          unit: 'short',
          limits: { warning: 1, critical: 6 },
          expr: burn('error', '6h'),
        },
        {
          title: 'Failed, 1 d',
          unit: 'short',
          limits: { warning: 1, critical: 3 },
          expr: burn('error', '1d'),
        },
        {
          title: 'Failed, 3 d',
          unit: 'short',
          limits: { warning: 0.5, critical: 1 },
          expr: burn('error', '3d'),
        },
        {
          title: 'Slow, 1 h',
          unit: 'short',
          limits: { warning: 1, critical: 14.4 },
          expr: burn('slow', '1h'),
        },
        { title: 'Slow, 6 h', unit: 'short', limits: { warning: 1, critical: 6 }, expr: burn('slow', '6h') },
      ],
    }),
  ],
}

const burns: Row = {
  title: 'Rate, errors, duration',
  panels: [
    timeSeries({
      title: 'Requests by service',
      description: 'Requests that each service answers in a second: shares of few requests say little.',
      unit: 'reqps',
      width: 8,
      isStacked: true,
      queries: [
        {
          expr: `sum by (service_name) (service:http_server_requests:rate5m{${RECORDED_SCOPE}})`,
          legend: '{{service_name}}',
        },
      ],
    }),
    timeSeries({
      title: 'Burn by failures, 1 h',
      description:
        'Multiple of the pace at which the budget of failures lasts for 30 days; the line is where ErrorBudgetBurnFast fires.',
      unit: 'short',
      width: 8,
      limits: { critical: 14.4 },
      queries: [{ expr: burn('error', '1h'), legend: ROUTE_NAME }],
    }),
    timeSeries({
      title: 'Burn by slowness, 1 h',
      description:
        'Multiple of the pace at which the budget of slow requests lasts for 30 days; the line is where LatencyBudgetBurnFast fires.',
      unit: 'short',
      width: 8,
      limits: { critical: 14.4 },
      queries: [{ expr: burn('slow', '1h'), legend: ROUTE_NAME }],
    }),
    timeSeries({
      title: 'Burn by failures, 5 min',
      description: 'The same over five minutes: it shows at once that a failure is over.',
      unit: 'short',
      width: 8,
      limits: { critical: 14.4 },
      queries: [{ expr: burn('error', '5m'), legend: ROUTE_NAME }],
    }),
    timeSeries({
      title: 'Burn by failures, 6 h and 30 min',
      description: 'Of the fastest route; the line is where ErrorBudgetBurn fires if both are above it.',
      unit: 'short',
      width: 8,
      limits: { critical: 6 },
      queries: [
        { expr: `max(${burn('error', '6h')})`, legend: '6 h' },
        { expr: `max(${burn('error', '30m')})`, legend: '30 min' },
      ],
    }),
    timeSeries({
      title: 'Burn by slowness, 6 h and 30 min',
      description: 'Of the slowest route; the line is where LatencyBudgetBurn fires if both are above it.',
      unit: 'short',
      width: 8,
      limits: { critical: 6 },
      queries: [
        { expr: `max(${burn('slow', '6h')})`, legend: '6 h' },
        { expr: `max(${burn('slow', '30m')})`, legend: '30 min' },
      ],
    }),
  ],
}

const single: Row = {
  title: 'Alerts and single requests',
  panels: [
    stateTimeline({
      title: 'When alerts of budgets fired',
      description: 'When which alert fired, by route.',
      unit: 'short',
      width: 12,
      height: 9,
      noValue: 'None has fired.',
      mappings: mapValues({ 1: ['firing', 'red'] }),
      queries: [
        {
          expr: `max by (alertname,${ROUTE}) (ALERTS{alertname=~".*BudgetBurn.*",alertstate="firing",${RECORDED_SCOPE}})`,
          legend: `{{alertname}}: ${ROUTE_NAME}`,
        },
      ],
    }),
    heatmap({
      title: 'Durations, each dot a trace',
      description:
        'How the durations of requests are spread. The dots are exemplars: a click on one opens its trace.',
      unit: 's',
      width: 12,
      expr: rateBy(
        'le',
        `traces_span_metrics_duration_seconds_bucket{span_kind="SPAN_KIND_SERVER",${SCOPE}}`,
      ),
    }),
  ],
}

/** Objectives of services and how fast their budgets are used up. */
export const slo: Dashboard = defineDashboard({
  uid: 'cryo-slo',
  title: 'Cryo: objectives',
  description:
    'How well requests are answered, and how fast the budgets for failures and slowness are used up.',
  from: 'now-6h',
  rows: [now, budgets, burns, single],
})
