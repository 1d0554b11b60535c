import { ATTR_OPERATION_KIND, METRIC_OPERATION_ACTIVE, METRIC_OPERATION_ITEMS } from '@cryo/conventions'
import type { OperationKind } from '@cryo/conventions'
import type { OperationSummary, TrafficSummary } from '@cryo/protocol'

import type { SeriesStore } from '../metrics/series-store.ts'
import type { SpanStore } from '../spans/span-store.ts'
import { numberOf, seriesOf } from './series-values.ts'
import { Traffic } from './traffic.ts'
import { operationKey, OPERATIONS } from './traffic-kinds.ts'

const NOTHING_YET: TrafficSummary = {
  count: 0,
  failures: 0,
  ratePerSecond: 0,
  errorRatio: null,
  p50Seconds: null,
  p95Seconds: null,
  p99Seconds: null,
}

/** Operations of all services: those that ended, and those that run for the first time. */
export class OperationsReport {
  readonly #traffic = new Traffic(OPERATIONS)

  observe(store: SeriesStore, timeMs: number): void {
    this.#traffic.observe(store, timeMs)
  }

  build(store: SeriesStore, spans: SpanStore, timeMs: number): OperationSummary[] {
    const items = sumByOperation(store, METRIC_OPERATION_ITEMS)
    const active = sumByOperation(store, METRIC_OPERATION_ACTIVE)
    const oldest = oldestOpen(spans)
    const summaries = new Map<string, OperationSummary>()
    const add = (key: string, traffic: TrafficSummary): void => {
      const [service = '', name = '', kind = ''] = key.split('\n')
      const startMs = oldest.get(key)
      summaries.set(key, {
        service,
        name,
        kind: kind as OperationKind,
        ...traffic,
        items: items.get(key) ?? 0,
        active: Math.max(0, active.get(key) ?? 0),
        oldestActiveSeconds: startMs === undefined ? null : Math.max(0, (timeMs - startMs) / 1000),
      })
    }
    for (const { key, ...traffic } of this.#traffic.summarize(store, timeMs)) add(key, traffic)
    for (const key of active.keys()) if (!summaries.has(key)) add(key, NOTHING_YET)
    return [...summaries.values()]
  }
}

function sumByOperation(store: SeriesStore, metric: typeof METRIC_OPERATION_ITEMS): Map<string, number> {
  const sums = new Map<string, number>()
  for (const entry of seriesOf(store, metric)) {
    const key = operationKey(entry)
    sums.set(key, (sums.get(key) ?? 0) + numberOf(entry.series))
  }
  return sums
}

/** Start of the oldest open span of each operation. */
function oldestOpen(spans: SpanStore): Map<string, number> {
  const starts = new Map<string, number>()
  for (const { resource, name, attributes, startMs } of spans.open()) {
    const kind = attributes[ATTR_OPERATION_KIND]
    if (kind === undefined) continue
    const key = [String(resource.attributes['service.name'] ?? ''), name, String(kind)].join('\n')
    if (!starts.has(key)) starts.set(key, startMs)
  }
  return starts
}
