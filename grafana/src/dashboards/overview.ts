import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'

import { defineDashboard } from '../dashboard.ts'
import { CHECK_STATES, checkState } from '../health.ts'
import { ofJob } from '../jobs.ts'
import { bars } from '../panels/bars.ts'
import { heatmap } from '../panels/heatmap.ts'
import { stat } from '../panels/stat.ts'
import { stateTimeline } from '../panels/state-timeline.ts'
import { table } from '../panels/table.ts'
import { timeSeries } from '../panels/time-series.ts'
import { changeBy, quantileBy, rateBy, rateOf, shareOf } from '../promql.ts'
import { JOB_SCOPE, SCOPE } from '../scope.ts'

const REQUESTS = `http_server_request_duration_seconds_count{${SCOPE}}`
const FAILED = `http_server_request_duration_seconds_count{http_response_status_code=~"5..",${SCOPE}}`
const BUCKETS = `http_server_request_duration_seconds_bucket{${SCOPE}}`
const ALERTS = 'ALERTS{alertstate="firing",severity=~"critical|warning",service_name=~"$service|"}'

/** Whether all is well, and where to look if not. */
export const overview: Dashboard = defineDashboard({
  uid: 'cryo-overview',
  title: 'Cryo: overview',
  description: 'Whether all is well, and where to look if not.',
  rows: [
    {
      title: 'Now',
      panels: [
        stat({
          title: 'Services',
          description:
            'Services of which at least one process reports. One that is missing has ended, or its telemetry does not arrive.',
          unit: 'short',
          width: 4,
          queries: [
            {
              expr: `count(group by (service_name) (cryo_hub_loop_lag_seconds{${SCOPE}}))`,
              legend: 'services',
            },
          ],
        }),
        stat({
          title: 'Firing alerts',
          description: 'Alerts of severity warning or critical that fire. The table below names them.',
          unit: 'short',
          width: 4,
          limits: { warning: 1, critical: 5 },
          queries: [{ expr: `count(${ALERTS}) or vector(0)`, legend: 'alerts' }],
        }),
        stat({
          title: 'Requests',
          description: 'Requests that are answered in a second, of all services together.',
          unit: 'reqps',
          width: 4,
          queries: [{ expr: rateOf(REQUESTS), legend: 'requests' }],
        }),
        stat({
          title: 'Failed requests',
          description:
            'Share of requests that are answered with a status of 500 or above. From 5 % on HighErrorRatio fires.',
          unit: 'percentunit',
          width: 4,
          limits: { warning: 0.01, critical: 0.05 },
          queries: [{ expr: shareOf(rateOf(FAILED), rateOf(REQUESTS)), legend: 'failed' }],
        }),
        stat({
          title: 'Slow requests (p95)',
          description: 'One request in twenty takes longer than this.',
          unit: 's',
          width: 4,
          limits: { warning: 0.5, critical: 1 },
          queries: [{ expr: quantileBy(0.95, '', BUCKETS), legend: 'p95' }],
        }),
        stat({
          title: 'Batch jobs at work',
          description: 'Batch jobs that run now.',
          unit: 'short',
          width: 4,
          queries: [
            {
              expr: `count(max by (service_name,cryo_job_name) (cryo_job_state{cryo_job_state="running",${JOB_SCOPE}}) == 1) or vector(0)`,
              legend: 'jobs',
            },
          ],
        }),
      ],
    },
    {
      title: 'Alerts and health',
      panels: [
        table({
          title: 'What fires',
          description: 'Alerts that fire, the most severe first. Each has a runbook in docs/runbooks.',
          unit: 'short',
          width: 12,
          noValue: 'Nothing fires.',
          // Critical comes before warning.
          sortBy: 'Severity',
          isAscending: true,
          keys: [
            { label: 'severity', title: 'Severity' },
            { label: 'alertname', title: 'Alert' },
            {
              label: 'service_name',
              title: 'Service',
              link: {
                title: 'Requests of this service',
                url: '/d/cryo-service-red?var-service=${__value.raw}&${datasource:queryparam}&${environment:queryparam}&${__url_time_range}',
              },
            },
          ],
          columns: [
            {
              title: 'Firing',
              unit: 'short',
              expr: `count by (severity,alertname,service_name) (${ALERTS})`,
            },
          ],
        }),
        stateTimeline({
          title: 'Checks',
          description: 'What each health check found, the worst of all processes of a service.',
          unit: 'short',
          width: 12,
          mappings: CHECK_STATES,
          queries: [{ expr: checkState(), legend: '{{service_name}}: {{cryo_check_name}}' }],
        }),
      ],
    },
    {
      title: 'Requests',
      panels: [
        timeSeries({
          title: 'Requests by service',
          description: 'Requests that each service answers in a second.',
          unit: 'reqps',
          width: 8,
          isStacked: true,
          queries: [{ expr: rateBy('service_name', REQUESTS), legend: '{{service_name}}' }],
        }),
        timeSeries({
          title: 'Failed requests by service',
          description:
            'Share of the requests of each service that are answered with a status of 500 or above.',
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
          title: 'Requests against an hour ago',
          description:
            'By how much the requests of each service differ from those of an hour ago: 50 % is half as many again, -100 % is none any more.',
          unit: 'percentunit',
          width: 8,
          queries: [{ expr: changeBy('service_name', REQUESTS), legend: '{{service_name}}' }],
        }),
      ],
    },
    {
      title: 'What the laboratory holds',
      panels: [
        stat({
          title: 'Records',
          description:
            'What the application counts of its own, by recordCustomMetric: molecules, mixtures, predictions, experiments.',
          unit: 'short',
          width: 12,
          height: 8,
          queries: [
            { expr: `max by (cryo_metric_name) (cryo_custom{${SCOPE}})`, legend: '{{cryo_metric_name}}' },
          ],
        }),
        timeSeries({
          title: 'New records',
          description: 'By how much the counts of records have grown in the last ten minutes.',
          unit: 'short',
          width: 12,
          queries: [
            {
              expr: `max by (cryo_metric_name) (delta(cryo_custom{${SCOPE}}[10m]))`,
              legend: '{{cryo_metric_name}}',
            },
          ],
        }),
      ],
    },
    {
      title: 'Batch jobs and errors',
      panels: [
        bars({
          title: 'Progress of batch jobs',
          description:
            'Share of their items that the jobs at work have done, those of an earlier run that they resumed included.',
          unit: 'percentunit',
          width: 12,
          min: 0,
          max: 1,
          noValue: 'No job is at work.',
          queries: [
            {
              expr: `${ofJob('cryo_progress_items_done')} / ${ofJob('cryo_progress_items_expected')}`,
              legend: '{{cryo_job_name}}',
            },
          ],
        }),
        timeSeries({
          title: 'Errors by type',
          description:
            'Errors that were recorded, by type. The monitoring page of the service has each group with its stack.',
          unit: 'cps',
          width: 12,
          isStacked: true,
          queries: [{ expr: rateBy('error_type', `cryo_errors_total{${SCOPE}}`), legend: '{{error_type}}' }],
        }),
      ],
    },
    {
      title: 'Single requests',
      panels: [
        heatmap({
          title: 'Durations, each dot a trace',
          description:
            'How the durations of requests of all services are spread. The dots are exemplars: a click on one opens its trace.',
          unit: 's',
          width: 24,
          expr: rateBy(
            'le',
            `traces_span_metrics_duration_seconds_bucket{span_kind="SPAN_KIND_SERVER",${SCOPE}}`,
          ),
        }),
      ],
    },
  ],
})
