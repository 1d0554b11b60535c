import {
  METRIC_EVENT_LOOP_DELAY_P99,
  METRIC_EVENT_LOOP_UTILIZATION,
  METRIC_HEAP_LIMIT,
  METRIC_HEAP_USED,
  METRIC_PROCESS_UPTIME,
} from '@cryo/conventions'
import type { ProcessResources } from '@cryo/protocol'

import type { StoredResource } from '../metrics/series.ts'
import type { SeriesStore } from '../metrics/series-store.ts'
import { sumOf } from './series-values.ts'

/** What each process uses, by service. */
export function reportResources(store: SeriesStore, timeMs: number): ProcessResources[] {
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
      // Its library divides by the time of the clock: once that was set back it is negative for one interval.
      cpuPercent: cpu === null || cpu < 0 ? null : cpu * 100,
      memoryBytes: sumOf(stored, { name: 'process.memory.usage' }),
      heapUsedBytes: sumOf(stored, METRIC_HEAP_USED),
      heapSizeBytes: sumOf(stored, METRIC_HEAP_LIMIT),
      eventLoopPercent: utilization === null ? null : utilization * 100,
      eventLoopDelaySeconds: sumOf(stored, METRIC_EVENT_LOOP_DELAY_P99),
      uptimeSeconds: sumOf(stored, METRIC_PROCESS_UPTIME) ?? sinceFirstSeries(stored, timeMs),
      alive: true,
    })
  }
  return reports.toSorted(
    (left, right) => left.service.localeCompare(right.service) || (left.pid ?? 0) - (right.pid ?? 0),
  )
}

/** The next best for processes that do not tell how long they run; `null` where no start is known either. */
function sinceFirstSeries({ scopes }: StoredResource, timeMs: number): number | null {
  let startMs = Number.POSITIVE_INFINITY
  for (const { metrics } of scopes.values()) {
    for (const metric of metrics.values()) {
      for (const { contributions } of metric.series.values()) {
        for (const contribution of contributions) {
          if (contribution.startMs > 0) startMs = Math.min(startMs, contribution.startMs)
        }
      }
    }
  }
  return Number.isFinite(startMs) ? Math.max(0, timeMs - startMs) / 1000 : null
}
