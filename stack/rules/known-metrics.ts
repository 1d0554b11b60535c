import { METRICS, RUNTIME_METRICS, SEMANTIC_METRICS } from '@cryo/conventions'
import { toMetricName } from '@cryo/hub'

/** Of Prometheus, Alertmanager and the collector, as far as rules of ours use them. */
const OF_THE_STACK =
  /^(?:up|ALERTS|prometheus_|alertmanager_|otelcol_|tempo_|traces_span_metrics_|traces_service_graph_)/

/** Every name that the telemetry of applications has in Prometheus. */
export function listApplicationMetrics(): ReadonlySet<string> {
  const names = new Set<string>()
  for (const metric of [...METRICS, ...SEMANTIC_METRICS, ...RUNTIME_METRICS]) {
    const name = toMetricName(metric)
    if (name === undefined) continue
    const suffixes = metric.kind === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']
    for (const suffix of suffixes) names.add(`${name}${suffix}`)
  }
  return names
}

/** Whether a name is one of a part of the stack itself. */
export function isOfTheStack(name: string): boolean {
  return OF_THE_STACK.test(name)
}
