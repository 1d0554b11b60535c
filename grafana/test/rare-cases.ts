import {
  CHECK_STATUSES,
  METRIC_CUSTOM,
  METRIC_DB_CLIENT_OPERATION_DURATION,
  METRIC_HEALTH_FAILURES,
  METRIC_HEALTH_STATUS,
  METRIC_HEAP_SIZE_LIMIT,
  METRIC_HTTP_CLIENT_REQUEST_DURATION,
  METRIC_HTTP_SERVER_REQUEST_DURATION,
  METRIC_JOB_LAST_FAILURE,
  METRIC_PROGRESS_ITEMS,
  METRIC_SYSTEM_USAGE,
} from '@cryo/conventions'

import type { Seed } from './otlp-seed.ts'

/** What does not happen in a demo that runs well, and which queries find nothing until it does. */
export interface RareCase {
  readonly what: string
  readonly seeds: readonly Seed[]
  /** Where the queries stand: dashboard, panel, query. */
  readonly queries?: readonly string[]
  /** What else finds no series: choices in queries that fall back on something else, without those of variables. */
  readonly selectors?: readonly string[]
}

const NEW_VERSION_SECONDS = 120
const CHECK = { 'cryo.check.name': 'reference', 'cryo.check.kind': 'api' }
const EACH_DASHBOARD =
  'batch-fleet batch-run database external-apis host-runtime overview pipeline-health service-map service-red slo'
const LOSSES = [
  'send_failed_spans',
  'send_failed_metric_points',
  'enqueue_failed_spans',
  'enqueue_failed_metric_points',
]

/** A query that the demo answers by itself does not belong here: the test fails where it does. */
export const RARE_CASES: readonly RareCase[] = [
  {
    what: 'something was there an hour ago',
    seeds: [
      {
        metric: METRIC_HTTP_SERVER_REQUEST_DURATION,
        attributes: {
          'http.request.method': 'GET',
          'http.route': '/seeded',
          'http.response.status_code': '200',
        },
      },
      {
        metric: METRIC_HTTP_CLIENT_REQUEST_DURATION,
        attributes: { 'server.address': 'seeded.example', 'http.response.status_code': '200' },
      },
      {
        metric: METRIC_DB_CLIENT_OPERATION_DURATION,
        attributes: { 'db.operation.name': 'SELECT', 'db.collection.name': 'seeded' },
      },
      {
        metric: METRIC_PROGRESS_ITEMS,
        attributes: { 'cryo.job.name': 'seeded_job', 'cryo.outcome': 'success' },
      },
      { metric: METRIC_SYSTEM_USAGE, attributes: { 'cryo.resource': 'cpu' }, value: 40 },
    ],
    queries: [
      'cryo-batch-run: Items, and an hour ago: B',
      'cryo-database: Queries, and an hour ago: B',
      'cryo-database: Operations on tables: B',
      'cryo-external-apis: Calls, and an hour ago: B',
      'cryo-external-apis: Who calls whom: B',
      'cryo-host-runtime: CPU against an hour ago: B',
      'cryo-overview: Requests against an hour ago: A',
      'cryo-service-red: Requests, and an hour ago: B',
      'cryo-service-red: Routes: B',
      'cryo-service-red: Requests against an hour ago: A',
    ],
  },
  {
    what: 'an endpoint is watched',
    seeds: [
      ...CHECK_STATUSES.map((status) => ({
        metric: METRIC_HEALTH_STATUS,
        attributes: { ...CHECK, 'cryo.check.status': status },
        value: status === 'ok' ? 1 : 0,
      })),
      { metric: METRIC_HEALTH_FAILURES, attributes: CHECK, value: 0 },
    ],
    queries: ['cryo-external-apis: Checks of APIs: A', 'cryo-external-apis: Failures in a row: A'],
    selectors: [
      ...CHECK_STATUSES.map(
        (status) => `cryo_health_status{cryo_check_status="${status}",cryo_check_kind="api"}`,
      ),
      'cryo_health_failures{cryo_check_kind="api"}',
    ],
  },
  {
    what: 'a new version is deployed',
    seeds: [
      { metric: METRIC_HEAP_SIZE_LIMIT, until: NEW_VERSION_SECONDS },
      {
        metric: METRIC_HEAP_SIZE_LIMIT,
        from: NEW_VERSION_SECONDS,
        resource: { 'service.version': '1.1.0', 'service.instance.id': 'seeded-2' },
      },
    ],
    queries: EACH_DASHBOARD.split(' ').map((name) => `cryo-${name}: annotation Deployments`),
  },
  {
    what: 'an exporter of the collector loses telemetry',
    seeds: LOSSES.map((name) => ({
      metric: { name: `otelcol_exporter_${name}`, kind: 'counter', unit: '1' },
      attributes: { exporter: 'seeded' },
    })),
    queries: ['A', 'B', 'C', 'D'].map((refId) => `cryo-pipeline-health: Lost by exporters: ${refId}`),
    selectors: LOSSES.map((name) => `otelcol_exporter_${name}_total`),
  },
  {
    what: 'a metric has more series than are kept',
    seeds: [{ metric: METRIC_CUSTOM, attributes: { 'otel.metric.overflow': 'true' } }],
    queries: ['cryo-service-map: Which metrics overflow: A'],
    selectors: ['{__name__=~"(?:cryo|http|db)_.+",otel_metric_overflow="true"}'],
  },
  {
    what: 'a job has failed',
    seeds: [
      {
        metric: METRIC_JOB_LAST_FAILURE,
        attributes: { 'cryo.job.name': 'seeded_job' },
        value: Date.now() / 1000,
      },
    ],
    queries: ['cryo-batch-fleet: All jobs: I'],
  },
  {
    what: 'items of a job fail',
    seeds: [
      {
        metric: METRIC_PROGRESS_ITEMS,
        attributes: { 'cryo.job.name': 'seeded_job', 'cryo.outcome': 'failure' },
      },
    ],
    selectors: ['cryo_progress_items_total{cryo_outcome="failure"}'],
  },
  {
    what: 'another service refuses calls as too many',
    seeds: [
      {
        metric: METRIC_HTTP_CLIENT_REQUEST_DURATION,
        attributes: { 'server.address': 'seeded.example', 'http.response.status_code': '429' },
      },
    ],
    selectors: ['http_client_request_duration_seconds_count{http_response_status_code="429"}'],
  },
]
