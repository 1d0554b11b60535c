import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'

import { defineDashboard, type Row } from '../dashboard.ts'
import { bars } from '../panels/bars.ts'
import { heatmap } from '../panels/heatmap.ts'
import { stat } from '../panels/stat.ts'
import { table } from '../panels/table.ts'
import { timeSeries } from '../panels/time-series.ts'
import { serviceGraph } from '../panels/traces.ts'
import { quantileBy, rateBy, rateOf, shareOf } from '../promql.ts'
import { SCOPE } from '../scope.ts'

const EDGE = 'client,server'
/** An edge belongs to the service that calls and to the one that is called. */
const CALLS = 'traces_service_graph_request_total{client=~"user|$service"}'
const FAILED = 'traces_service_graph_request_failed_total{client=~"user|$service"}'
const BUCKETS = 'traces_service_graph_request_server_seconds_bucket{client=~"user|$service"}'
const OURS = '__name__=~"(?:cryo|http|db|nodejs|v8js|process|system|traces)_.+"'
const OVERFLOWED = `{__name__=~"(?:cryo|http|db)_.+",otel_metric_overflow="true",${SCOPE}}`

const now: Row = {
  title: 'Now',
  panels: [
    stat({
      title: 'Calls between services',
      description: 'Calls in a second that traces show, those of users included.',
      unit: 'reqps',
      width: 6,
      queries: [{ expr: rateOf(CALLS), legend: 'calls' }],
    }),
    stat({
      title: 'Failed',
      description: 'Share of those calls that fail.',
      unit: 'percentunit',
      width: 6,
      limits: { warning: 0.01, critical: 0.05 },
      queries: [{ expr: shareOf(rateOf(FAILED), rateOf(CALLS)), legend: 'failed' }],
    }),
    stat({
      title: 'Series',
      description: 'Series that Prometheus holds in memory. Each costs some kilobytes.',
      unit: 'short',
      width: 6,
      limits: { warning: 500_000, critical: 2_000_000 },
      queries: [{ expr: 'max(prometheus_tsdb_head_series)', legend: 'series' }],
    }),
    stat({
      title: 'Overflown metrics',
      description:
        'Metrics of a process that have more series than are kept; the rest is in one series. CardinalityOverflow fires.',
      unit: 'short',
      width: 6,
      limits: { critical: 1 },
      queries: [{ expr: `count(${OVERFLOWED}) or vector(0)`, legend: 'metrics' }],
    }),
  ],
}

const map: Row = {
  title: 'Service map',
  panels: [
    serviceGraph({
      title: 'Who calls whom',
      description:
        'Services and the calls between them, as traces show them; red is the share that fails. A click on a service leads on.',
      unit: 'short',
      width: 24,
    }),
  ],
}

const edges: Row = {
  title: 'Rate, errors, duration',
  panels: [
    table({
      title: 'Pairs',
      description: 'Who calls whom, how often, how many fail, and how long the one that is called takes.',
      unit: 'short',
      width: 24,
      sortBy: 'Calls',
      keys: [
        { label: 'client', title: 'From' },
        { label: 'server', title: 'To' },
      ],
      columns: [
        { title: 'Calls', unit: 'reqps', expr: rateBy(EDGE, CALLS) },
        {
          title: 'Failed',
          unit: 'percentunit',
          limits: { warning: 0.01, critical: 0.05 },
          expr: shareOf(rateBy(EDGE, FAILED), rateBy(EDGE, CALLS)),
        },
        {
          title: 'p95',
          unit: 's',
          limits: { warning: 0.5, critical: 1 },
          expr: quantileBy(0.95, EDGE, BUCKETS),
        },
      ],
    }),
    timeSeries({
      title: 'Calls by pair',
      description: 'Calls in a second, by who calls whom.',
      unit: 'reqps',
      width: 8,
      isStacked: true,
      queries: [{ expr: rateBy(EDGE, CALLS), legend: '{{client}} → {{server}}' }],
    }),
    timeSeries({
      title: 'Failed calls by pair',
      description: 'Share of calls that fail, by who calls whom.',
      unit: 'percentunit',
      width: 8,
      limits: { critical: 0.05 },
      queries: [
        { expr: shareOf(rateBy(EDGE, FAILED), rateBy(EDGE, CALLS)), legend: '{{client}} → {{server}}' },
      ],
    }),
    timeSeries({
      title: 'Duration by pair (p95)',
      description: 'One call in twenty takes longer than this, as the one that is called sees it.',
      unit: 's',
      width: 8,
      queries: [{ expr: quantileBy(0.95, EDGE, BUCKETS), legend: '{{client}} → {{server}}' }],
    }),
  ],
}

const cardinality: Row = {
  title: 'Cardinality',
  panels: [
    bars({
      title: 'Metrics with the most series',
      description:
        'Series by metric. A metric that leads by far has an attribute with too many values, such as an id.',
      unit: 'short',
      width: 8,
      height: 12,
      queries: [{ expr: `topk(15, count by (__name__) ({${OURS},${SCOPE}}))`, legend: '{{__name__}}' }],
    }),
    timeSeries({
      title: 'Series by service',
      description: 'Series of each service. A process that restarts leaves its own behind for some minutes.',
      unit: 'short',
      width: 8,
      height: 12,
      isStacked: true,
      queries: [{ expr: `count by (service_name) ({${OURS},${SCOPE}})`, legend: '{{service_name}}' }],
    }),
    table({
      title: 'Which metrics overflow',
      description:
        'Metrics that have more series than are kept, and of which service: look for an attribute with ids in its values.',
      unit: 'short',
      width: 8,
      height: 12,
      noValue: 'None.',
      keys: [
        { label: 'service_name', title: 'Service' },
        { label: '__name__', title: 'Metric' },
      ],
      columns: [
        { title: 'Processes', unit: 'short', expr: `count by (service_name,__name__) (${OVERFLOWED})` },
      ],
    }),
    timeSeries({
      title: 'Series in memory',
      description: 'Series that Prometheus holds in memory.',
      unit: 'short',
      width: 8,
      queries: [{ expr: 'max(prometheus_tsdb_head_series)', legend: 'series' }],
    }),
    timeSeries({
      title: 'New series',
      description: 'Series that begin in a second. Many at rest: names with ids in them come and go.',
      unit: 'cps',
      width: 8,
      queries: [{ expr: rateOf('prometheus_tsdb_head_series_created_total'), legend: 'new' }],
    }),
    timeSeries({
      title: 'Size on disk',
      description: 'What the blocks of Prometheus take, and its head in memory.',
      unit: 'bytes',
      width: 8,
      queries: [
        { expr: 'max(prometheus_tsdb_storage_blocks_bytes)', legend: 'blocks' },
        { expr: 'max(prometheus_tsdb_head_chunks_storage_size_bytes)', legend: 'head' },
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
        'How the durations of calls are spread, as the one that is called sees them. A click on a dot opens its trace.',
      unit: 's',
      width: 24,
      expr: rateBy(
        'le',
        `traces_span_metrics_duration_seconds_bucket{span_kind="SPAN_KIND_SERVER",${SCOPE}}`,
      ),
    }),
  ],
}

/** Services that call one another, and how many series they make. */
export const serviceMap: Dashboard = defineDashboard({
  uid: 'cryo-service-map',
  title: 'Cryo: service map and cardinality',
  description: 'Which services call one another, and how many series they make.',
  rows: [now, map, edges, cardinality, exemplars],
})
