import type { ResourceMetrics } from '../otlp/metric.ts'
import { everySeries } from './every-series.ts'
import { toBatches } from './metric-batch.ts'
import type { Series, StoredResource } from './series.ts'
import type { SeriesStore } from './series-store.ts'

/** Which series to export. */
export interface ToOtlpOptions {
  /** Only series that changed in this epoch of the store or later; all unless given. */
  readonly changedSince?: number
  /** Only series of these resources; of all unless given. */
  readonly includes?: (resource: StoredResource) => boolean
  /** Points in one batch: 1,000 unless given, which takes a millisecond. */
  readonly maxPoints?: number
}

/**
 * The current values as OTLP, sums and histograms cumulative, in batches to be sent one by one.
 * @example
 * for (const resourceMetrics of toOtlp(store)) await send(encodeMetrics(resourceMetrics))
 */
export function toOtlp(
  store: SeriesStore,
  { changedSince = 0, includes, maxPoints = 1000 }: ToOtlpOptions = {},
): Generator<ResourceMetrics[], void, undefined> {
  return toBatches(changed(everySeries(store, includes), changedSince), maxPoints, (batch, series) =>
    batch.add(series),
  )
}

function* changed(all: Iterable<Series>, since: number): Generator<Series, void, undefined> {
  for (const series of all) if (series.changedIn >= since) yield series
}
