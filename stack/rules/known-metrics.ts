import { METRICS, RUNTIME_METRICS, SEMANTIC_METRICS } from '@cryo/conventions'
import { toMetricName } from '@cryo/hub'

/** Of Prometheus, Alertmanager and the collector, as far as rules of ours use them. */
const OF_THE_STACK =
  /^(?:up|ALERTS|prometheus_|alertmanager_|otelcol_|tempo_|traces_span_metrics_|traces_service_graph_)/

/** Of `@opentelemetry/host-metrics`, which the hub runs: what of it is used, with its attributes. */
const HOST_METRICS: Readonly<Record<string, readonly string[]>> = {
  process_cpu_time_seconds_total: ['process_cpu_state'],
  process_cpu_utilization: ['process_cpu_state'],
  process_memory_usage: [],
  system_memory_usage: ['system_memory_state'],
}

/** What Prometheus takes from the resource, and `job` and `instance`, which it makes of it. */
const RESOURCE_LABELS = [
  'service_name',
  'service_namespace',
  'service_instance_id',
  'service_version',
  'deployment_environment_name',
  'host_name',
  'job',
  'instance',
]
/** Of the one series that has what is past the limit of series. */
const OVERFLOW_LABEL = 'otel_metric_overflow'

/** Every name that the telemetry of applications has in Prometheus. */
export function listApplicationMetrics(): ReadonlySet<string> {
  return new Set(listApplicationLabels().keys())
}

/** The labels that each metric of applications may have. */
export function listApplicationLabels(): ReadonlyMap<string, ReadonlySet<string>> {
  const common = [...RESOURCE_LABELS, OVERFLOW_LABEL]
  const labels = new Map<string, ReadonlySet<string>>()
  for (const metric of [...METRICS, ...SEMANTIC_METRICS, ...RUNTIME_METRICS]) {
    const name = toMetricName(metric)
    if (name === undefined) continue
    const own = metric.attributes.map((attribute) => attribute.replaceAll('.', '_'))
    const suffixes = metric.kind === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']
    for (const suffix of suffixes)
      labels.set(`${name}${suffix}`, new Set([...common, ...own, ...(suffix === '_bucket' ? ['le'] : [])]))
  }
  for (const [name, own] of Object.entries(HOST_METRICS)) labels.set(name, new Set([...common, ...own]))
  return labels
}

/** Whether a name is one of a part of the stack itself. */
export function isOfTheStack(name: string): boolean {
  return OF_THE_STACK.test(name)
}
