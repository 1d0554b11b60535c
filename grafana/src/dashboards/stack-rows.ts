import type { Row } from '../dashboard.ts'
import { mapValues } from '../mappings.ts'
import { stateTimeline } from '../panels/state-timeline.ts'
import { timeSeries } from '../panels/time-series.ts'
import { rateBy, rateOf } from '../promql.ts'

/** What the collector, Prometheus and Alertmanager tell of themselves; no variable chooses among them. */
export const stackRows: readonly Row[] = [
  {
    title: 'Collector',
    panels: [
      timeSeries({
        title: 'Taken and sent',
        description:
          'Spans and metric points that the collector takes and sends in a second. It sends fewer spans than it takes: it samples.',
        unit: 'cps',
        width: 8,
        queries: [
          {
            expr: rateBy('receiver', 'otelcol_receiver_accepted_spans_total'),
            legend: 'spans by {{receiver}}',
          },
          {
            expr: rateBy('receiver', 'otelcol_receiver_accepted_metric_points_total'),
            legend: 'points by {{receiver}}',
          },
          { expr: rateBy('exporter', 'otelcol_exporter_sent_spans_total'), legend: 'spans to {{exporter}}' },
          {
            expr: rateBy('exporter', 'otelcol_exporter_sent_metric_points_total'),
            legend: 'points to {{exporter}}',
          },
        ],
      }),
      timeSeries({
        title: 'Refused',
        description:
          'What the collector refuses in a second as its memory is short. Senders keep it and try again; TelemetryRefused fires.',
        unit: 'cps',
        width: 8,
        queries: [
          { expr: rateBy('receiver', 'otelcol_receiver_refused_spans_total'), legend: '{{receiver}} spans' },
          {
            expr: rateBy('receiver', 'otelcol_receiver_refused_metric_points_total'),
            legend: '{{receiver}} points',
          },
        ],
      }),
      timeSeries({
        title: 'Lost by exporters',
        description:
          'What was refused for good, and what found the queue full, in a second. SendFailed and EnqueueFailed fire.',
        unit: 'cps',
        width: 8,
        noValue: 'Nothing has ever been lost.',
        queries: [
          {
            expr: rateBy('exporter', 'otelcol_exporter_send_failed_spans_total'),
            legend: '{{exporter}} spans refused',
          },
          {
            expr: rateBy('exporter', 'otelcol_exporter_send_failed_metric_points_total'),
            legend: '{{exporter}} points refused',
          },
          {
            expr: rateBy('exporter', 'otelcol_exporter_enqueue_failed_spans_total'),
            legend: '{{exporter}} spans, queue full',
          },
          {
            expr: rateBy('exporter', 'otelcol_exporter_enqueue_failed_metric_points_total'),
            legend: '{{exporter}} points, queue full',
          },
        ],
      }),
      timeSeries({
        title: 'Use of queues',
        description: 'Share of each queue that is in use: it grows while what it sends to is slow or away.',
        unit: 'percentunit',
        width: 8,
        max: 1,
        limits: { warning: 0.5, critical: 0.9 },
        queries: [
          {
            expr: 'max by (exporter) (otelcol_exporter_queue_size / otelcol_exporter_queue_capacity)',
            legend: '{{exporter}}',
          },
        ],
      }),
      timeSeries({
        title: 'Traces sampled',
        description:
          'Traces in a second by whether they are kept: failed ones, slow ones and batch runs always are.',
        unit: 'cps',
        width: 8,
        isStacked: true,
        queries: [
          {
            expr: rateBy('sampled', 'otelcol_processor_tail_sampling_global_count_traces_sampled_total'),
            legend: 'kept: {{sampled}}',
          },
        ],
      }),
      timeSeries({
        title: 'Memory of the collector',
        description: 'Its limit is CRYO_COLLECTOR_MEMORY_MIB; above it data is refused.',
        unit: 'bytes',
        width: 8,
        queries: [
          {
            expr: 'max by (service_instance_id) (otelcol_process_memory_rss_bytes)',
            legend: '{{service_instance_id}}',
          },
        ],
      }),
    ],
  },
  {
    title: 'Prometheus and Alertmanager',
    panels: [
      timeSeries({
        title: 'Samples taken in',
        description: 'Samples that Prometheus takes in in a second.',
        unit: 'cps',
        width: 8,
        queries: [
          { expr: rateBy('type', 'prometheus_tsdb_head_samples_appended_total'), legend: '{{type}}' },
        ],
      }),
      timeSeries({
        title: 'Samples rejected',
        description: 'Samples that come too late, or twice, in a second. OutOfOrderRejected fires.',
        unit: 'cps',
        width: 8,
        queries: [
          { expr: rateOf('prometheus_tsdb_out_of_order_samples_total'), legend: 'out of order' },
          { expr: rateOf('prometheus_tsdb_too_old_samples_total'), legend: 'too old' },
        ],
      }),
      timeSeries({
        title: 'Rules',
        description: 'How long each group of rules takes; it has ten seconds.',
        unit: 's',
        width: 8,
        limits: { critical: 10 },
        queries: [
          {
            expr: 'max by (rule_group) (prometheus_rule_group_last_duration_seconds)',
            legend: '{{rule_group}}',
          },
        ],
      }),
      timeSeries({
        title: 'Rules that fail',
        description:
          'Rules that cannot be evaluated, in a second, by group. PrometheusRuleFailures fires for any.',
        unit: 'cps',
        width: 8,
        queries: [
          {
            expr: rateBy('rule_group', 'prometheus_rule_evaluation_failures_total'),
            legend: '{{rule_group}}',
          },
        ],
      }),
      timeSeries({
        title: 'Alerts of Alertmanager',
        description: 'Alerts that Alertmanager holds, by state: suppressed ones are silenced or inhibited.',
        unit: 'short',
        width: 8,
        isStacked: true,
        queries: [{ expr: 'sum by (state) (alertmanager_alerts)', legend: '{{state}}' }],
      }),
      timeSeries({
        title: 'Notifications',
        description:
          'Notifications that Alertmanager sends in a second; failed ones are dashed. NotificationsFailing fires for any.',
        unit: 'cps',
        width: 8,
        queries: [
          { expr: rateBy('integration', 'alertmanager_notifications_total'), legend: '{{integration}}' },
          { expr: rateOf('alertmanager_notifications_failed_total'), legend: 'failed', look: 'threshold' },
        ],
      }),
      stateTimeline({
        title: 'Parts of the stack',
        description:
          'Whether Prometheus can ask each part of the stack. The collector pushes: it is not among them.',
        unit: 'short',
        width: 24,
        height: 5,
        mappings: mapValues({ 0: ['down', 'red'], 1: ['up', 'green'] }),
        queries: [{ expr: 'min by (part) (up{job="stack"})', legend: '{{part}}' }],
      }),
    ],
  },
]
