import {
  METRIC_EVENT_LOOP_DELAY_P99,
  METRIC_EVENT_LOOP_UTILIZATION,
  METRIC_HEAP_LIMIT,
  METRIC_HEAP_USED,
} from '@cryo/conventions'
import type { MetricDefinition } from '@cryo/conventions'
import type { ProcessResources } from '@cryo/protocol'

import type { StoredResource } from '../metrics/series.ts'
import type { SeriesStore } from '../metrics/series-store.ts'
import { numberOf } from './series-values.ts'

/** What each process uses, the busiest first. */
export function reportResources(store: SeriesStore): ProcessResources[] {
  const reports: ProcessResources[] = []
  for (const stored of store.resources()) {
    const { attributes } = stored.resource
    const pid = Number(attributes['process.pid'])
    const utilization = sumOf(stored, METRIC_EVENT_LOOP_UTILIZATION)
    const cpu = sumOf(stored, { name: 'process.cpu.utilization' })
    reports.push({
      service: String(attributes['service.name'] ?? 'unknown_service'),
      pid: Number.isInteger(pid) ? pid : null,
      instanceId: String(attributes['service.instance.id'] ?? ''),
      cpuPercent: cpu === null ? null : cpu * 100,
      memoryBytes: sumOf(stored, { name: 'process.memory.usage' }),
      heapUsedBytes: sumOf(stored, METRIC_HEAP_USED),
      heapLimitBytes: sumOf(stored, METRIC_HEAP_LIMIT),
      eventLoopPercent: utilization === null ? null : utilization * 100,
      eventLoopDelaySeconds: sumOf(stored, METRIC_EVENT_LOOP_DELAY_P99),
      uptimeSeconds: null,
      alive: true,
    })
  }
  return reports.toSorted((left, right) => (right.cpuPercent ?? 0) - (left.cpuPercent ?? 0))
}

/** Sum over the series of a metric of one process; `null` where it has none. */
function sumOf({ scopes }: StoredResource, { name }: Pick<MetricDefinition, 'name'>): number | null {
  let sum: number | null = null
  for (const { metrics } of scopes.values()) {
    for (const metric of metrics.values()) {
      if (metric.descriptor.name !== name) continue
      for (const series of metric.series.values()) sum = (sum ?? 0) + numberOf(series)
    }
  }
  return sum
}
