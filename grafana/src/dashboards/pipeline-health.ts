import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'

import { defineDashboard, type Row } from '../dashboard.ts'
import { stat } from '../panels/stat.ts'
import { table } from '../panels/table.ts'
import { timeSeries } from '../panels/time-series.ts'
import { rateBy, rateOf } from '../promql.ts'
import { SCOPE } from '../scope.ts'
import { stackRows } from './stack-rows.ts'

const PRODUCED = `cryo_hub_items_produced_total{${SCOPE}}`
const DELIVERED = `cryo_hub_items_delivered_total{${SCOPE}}`
const DROPPED = `cryo_hub_items_dropped_total{${SCOPE}}`
const SPOOLED = `cryo_hub_items_spooled{${SCOPE}}`

const now: Row = {
  title: 'Now',
  panels: [
    stat({
      title: 'Produced',
      description: 'Spans, metric points and log records that applications produce in a second.',
      unit: 'cps',
      width: 4,
      queries: [{ expr: rateOf(PRODUCED), legend: 'produced' }],
    }),
    stat({
      title: 'Dropped',
      description: 'Items that applications have lost in the time range; the reasons are below.',
      unit: 'short',
      width: 4,
      decimals: 0,
      isPlain: true,
      limits: { critical: 1 },
      queries: [{ expr: `sum(increase(${DROPPED}[$__range]))`, legend: 'dropped' }],
    }),
    stat({
      title: 'On disk',
      description:
        'Items that wait on the disks of applications for the collector. They are sent once it answers.',
      unit: 'short',
      width: 4,
      limits: { warning: 1, critical: 10_000 },
      queries: [{ expr: `sum(${SPOOLED})`, legend: 'spooled' }],
    }),
    stat({
      title: 'Fullest queue',
      description: 'Use of the fullest queue of the collector. From 50 % on QueueFillingUp fires.',
      unit: 'percentunit',
      width: 4,
      limits: { warning: 0.5, critical: 0.9 },
      queries: [
        {
          expr: 'max(max by (exporter) (otelcol_exporter_queue_size / otelcol_exporter_queue_capacity))',
          legend: 'queue',
        },
      ],
    }),
    stat({
      title: 'Failed notifications',
      description: 'Notifications that Alertmanager could not bring in the time range.',
      unit: 'short',
      width: 4,
      decimals: 0,
      isPlain: true,
      limits: { critical: 1 },
      queries: [
        { expr: 'sum(increase(alertmanager_notifications_failed_total[$__range]))', legend: 'failed' },
      ],
    }),
    stat({
      title: 'Watchdog',
      description: 'The alert that always fires. Where it is missing, rules are not evaluated.',
      unit: 'short',
      width: 4,
      limits: { warning: 1, isLowBad: true },
      queries: [
        { expr: 'count(ALERTS{alertname="Watchdog",alertstate="firing"}) or vector(0)', legend: 'fires' },
      ],
    }),
  ],
}

const applications: Row = {
  title: 'Applications: produced = delivered + on disk + dropped',
  panels: [
    timeSeries({
      title: 'Produced and delivered',
      description:
        'What applications produce and what the collector acknowledges, in a second. The two should lie on one another.',
      unit: 'cps',
      width: 8,
      queries: [
        { expr: rateBy('cryo_signal', PRODUCED), legend: '{{cryo_signal}} produced' },
        { expr: rateBy('cryo_signal', DELIVERED), legend: '{{cryo_signal}} delivered', look: 'before' },
      ],
    }),
    timeSeries({
      title: 'Dropped by reason',
      description: 'Items that applications lose in a second. TelemetryDropped fires for any.',
      unit: 'cps',
      width: 8,
      isStacked: true,
      queries: [
        {
          expr: rateBy('cryo_signal,cryo_drop_reason', DROPPED),
          legend: '{{cryo_signal}}: {{cryo_drop_reason}}',
        },
      ],
    }),
    timeSeries({
      title: 'On disk by service',
      description: 'Items that wait on the disks of applications for the collector.',
      unit: 'short',
      width: 8,
      queries: [
        {
          expr: `sum by (service_name,cryo_signal) (${SPOOLED})`,
          legend: '{{service_name}}: {{cryo_signal}}',
        },
      ],
    }),
    table({
      title: 'Account by service',
      description:
        'What each service has produced, delivered and lost in the time range, and what waits on its disk.',
      unit: 'short',
      width: 24,
      sortBy: 'Produced',
      keys: [
        { label: 'service_name', title: 'Service' },
        { label: 'cryo_signal', title: 'Signal' },
      ],
      columns: [
        {
          title: 'Produced',
          unit: 'short',
          decimals: 0,
          expr: `sum by (service_name,cryo_signal) (increase(${PRODUCED}[$__range]))`,
        },
        {
          title: 'Delivered',
          unit: 'short',
          decimals: 0,
          expr: `sum by (service_name,cryo_signal) (increase(${DELIVERED}[$__range]))`,
        },
        {
          title: 'On disk',
          unit: 'short',
          decimals: 0,
          expr: `sum by (service_name,cryo_signal) (${SPOOLED})`,
        },
        {
          title: 'Dropped',
          unit: 'short',
          decimals: 0,
          limits: { critical: 1 },
          expr: `sum by (service_name,cryo_signal) (increase(${DROPPED}[$__range]))`,
        },
      ],
    }),
  ],
}

const alerts: Row = {
  title: 'Alerts on their way',
  panels: [
    timeSeries({
      title: 'Alerts by webhook',
      description:
        'Alerts that came to the hub from Alertmanager; refused requests count as one. What is forged or invalid is not from there.',
      unit: 'cps',
      width: 12,
      isStacked: true,
      queries: [
        {
          expr: rateBy('cryo_webhook_result', `cryo_alert_webhooks_total{${SCOPE}}`),
          legend: '{{cryo_webhook_result}}',
        },
      ],
    }),
    timeSeries({
      title: 'Notifications of handlers',
      description: 'Alerts given to the handlers of applications, by whether one of them took it.',
      unit: 'cps',
      width: 12,
      isStacked: true,
      queries: [
        {
          expr: rateBy('cryo_outcome', `cryo_alert_notifications_total{${SCOPE}}`),
          legend: '{{cryo_outcome}}',
        },
      ],
    }),
  ],
}

/** The way of telemetry and alerts. */
export const pipelineHealth: Dashboard = defineDashboard({
  uid: 'cryo-pipeline-health',
  title: 'Cryo: pipeline',
  description: 'Whether telemetry and alerts arrive: applications, collector, Prometheus, Alertmanager.',
  rows: [now, applications, ...stackRows, alerts],
})
