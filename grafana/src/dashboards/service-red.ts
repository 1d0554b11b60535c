import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'

import { defineDashboard, type Row } from '../dashboard.ts'
import { heatmap } from '../panels/heatmap.ts'
import { stat } from '../panels/stat.ts'
import { table } from '../panels/table.ts'
import { timeSeries } from '../panels/time-series.ts'
import { traceTable } from '../panels/traces.ts'
import { changeBy, quantileBy, rateBy, rateOf, shareOf } from '../promql.ts'
import { SCOPE } from '../scope.ts'
import { operationRows } from './operation-rows.ts'

const REQUESTS = `http_server_request_duration_seconds_count{${SCOPE}}`
const FAILED = `http_server_request_duration_seconds_count{http_response_status_code=~"5..",${SCOPE}}`
const BUCKETS = `http_server_request_duration_seconds_bucket{${SCOPE}}`
const ROUTE = 'http_request_method,http_route'
const ROUTE_NAME = '{{http_request_method}} {{http_route}}'

const now: Row = {
  title: 'Now',
  panels: [
    stat({
      title: 'Requests',
      description: 'Requests that are answered in a second.',
      unit: 'reqps',
      width: 4,
      queries: [{ expr: rateOf(REQUESTS), legend: 'requests' }],
    }),
    stat({
      title: 'Failed',
      description:
        'Share of requests that are answered with a status of 500 or above. From 5 % on HighErrorRatio fires.',
      unit: 'percentunit',
      width: 4,
      limits: { warning: 0.01, critical: 0.05 },
      queries: [{ expr: shareOf(rateOf(FAILED), rateOf(REQUESTS)), legend: 'failed' }],
    }),
    stat({
      title: 'Median',
      description: 'Half of the requests take longer than this.',
      unit: 's',
      width: 4,
      queries: [{ expr: quantileBy(0.5, '', BUCKETS), legend: 'p50' }],
    }),
    stat({
      title: 'p95',
      description: 'One request in twenty takes longer than this.',
      unit: 's',
      width: 4,
      limits: { warning: 0.5, critical: 1 },
      queries: [{ expr: quantileBy(0.95, '', BUCKETS), legend: 'p95' }],
    }),
    stat({
      title: 'p99',
      description: 'One request in a hundred takes longer than this.',
      unit: 's',
      width: 4,
      limits: { warning: 1, critical: 2.5 },
      queries: [{ expr: quantileBy(0.99, '', BUCKETS), legend: 'p99' }],
    }),
    stat({
      title: 'In progress',
      description:
        'Requests that are being answered. A number that only grows: something they wait for does not answer.',
      unit: 'short',
      width: 4,
      queries: [{ expr: `sum(http_server_active_requests{${SCOPE}})`, legend: 'in progress' }],
    }),
  ],
}

const red: Row = {
  title: 'Rate, errors, duration',
  panels: [
    timeSeries({
      title: 'Requests, and an hour ago',
      description: 'Requests that are answered in a second; the dashed line is an hour ago.',
      unit: 'reqps',
      width: 8,
      queries: [
        { expr: rateOf(REQUESTS), legend: 'now' },
        { expr: `sum(rate(${REQUESTS}[$__rate_interval] offset 1h))`, legend: 'an hour ago', look: 'before' },
      ],
    }),
    timeSeries({
      title: 'Failed requests',
      description:
        'Share of requests that are answered with a status of 500 or above; the line is where HighErrorRatio fires.',
      unit: 'percentunit',
      width: 8,
      limits: { critical: 0.05 },
      queries: [
        {
          expr: shareOf(rateBy('service_name', FAILED), rateBy('service_name', REQUESTS)),
          legend: '{{service_name}}',
        },
      ],
    }),
    timeSeries({
      title: 'Duration',
      description: 'How long requests take: half of them, one in twenty and one in a hundred take longer.',
      unit: 's',
      width: 8,
      queries: [0.5, 0.95, 0.99].map((quantile) => ({
        expr: quantileBy(quantile, '', BUCKETS),
        legend: `p${quantile * 100}`,
      })),
    }),
  ],
}

const routes: Row = {
  title: 'Routes',
  panels: [
    table({
      title: 'Routes',
      description:
        'Each route with its requests, the share of them that fail, and how long the slowest twentieth takes.',
      unit: 'short',
      width: 24,
      height: 10,
      sortBy: 'Requests',
      keys: [
        { label: 'http_request_method', title: 'Method' },
        { label: 'http_route', title: 'Route' },
      ],
      columns: [
        { title: 'Requests', unit: 'reqps', expr: rateBy(ROUTE, REQUESTS) },
        { title: 'Against an hour ago', unit: 'percentunit', expr: changeBy(ROUTE, REQUESTS) },
        {
          title: 'Failed',
          unit: 'percentunit',
          limits: { warning: 0.01, critical: 0.05 },
          expr: shareOf(rateBy(ROUTE, FAILED), rateBy(ROUTE, REQUESTS)),
        },
        { title: 'Median', unit: 's', expr: quantileBy(0.5, ROUTE, BUCKETS) },
        {
          title: 'p95',
          unit: 's',
          limits: { warning: 0.5, critical: 1 },
          expr: quantileBy(0.95, ROUTE, BUCKETS),
        },
      ],
    }),
    timeSeries({
      title: 'Requests by route',
      description: 'Requests of each route in a second.',
      unit: 'reqps',
      width: 12,
      height: 10,
      hasLegendTable: true,
      isStacked: true,
      queries: [{ expr: rateBy(ROUTE, REQUESTS), legend: ROUTE_NAME }],
    }),
    timeSeries({
      title: 'p95 by route',
      description: 'One request in twenty of each route takes longer than this.',
      unit: 's',
      width: 12,
      height: 10,
      hasLegendTable: true,
      queries: [{ expr: quantileBy(0.95, ROUTE, BUCKETS), legend: ROUTE_NAME }],
    }),
    timeSeries({
      title: 'Answers by status',
      description: 'Answers in a second by status: 4.. are mistakes of those who ask, 5.. are ours.',
      unit: 'reqps',
      width: 8,
      isStacked: true,
      queries: [
        { expr: rateBy('http_response_status_code', REQUESTS), legend: '{{http_response_status_code}}' },
      ],
    }),
    timeSeries({
      title: 'Requests in progress',
      description: 'Requests that are being answered, by method.',
      unit: 'short',
      width: 8,
      isStacked: true,
      queries: [
        {
          expr: `sum by (service_name,http_request_method) (http_server_active_requests{${SCOPE}})`,
          legend: '{{service_name}} {{http_request_method}}',
        },
      ],
    }),
    timeSeries({
      title: 'Requests against an hour ago',
      description:
        'By how much the requests of each route differ from those of an hour ago: 50 % is half as many again.',
      unit: 'percentunit',
      width: 8,
      queries: [{ expr: changeBy(ROUTE, REQUESTS), legend: ROUTE_NAME }],
    }),
  ],
}

const exemplars: Row = {
  title: 'Single requests',
  panels: [
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
    traceTable({
      title: 'Slow and failed requests',
      description: 'The newest requests that failed or took longer than a second. A click opens the trace.',
      unit: 'ms',
      width: 12,
      noValue: 'None in this time.',
      query: '{ resource.service.name =~ "$service" && kind = server && (status = error || duration > 1s) }',
    }),
  ],
}

/** Requests and operations of a service. */
export const serviceRed: Dashboard = defineDashboard({
  uid: 'cryo-service-red',
  title: 'Cryo: service',
  description: 'Requests and operations of a service: how many, how many fail, how long they take.',
  rows: [now, red, routes, ...operationRows, exemplars],
})
