import type { Series, StoredResource } from './series.ts'
import type { SeriesStore } from './series-store.ts'

/** All series, those of one metric together. Series may come and go while it pauses. */
export function* everySeries(
  store: SeriesStore,
  includes: (resource: StoredResource) => boolean = () => true,
): Generator<Series, void, undefined> {
  for (const resource of store.resources()) if (includes(resource)) yield* seriesOf(resource)
}

/** The series of one resource, those of one metric together. */
export function* seriesOf(resource: StoredResource): Generator<Series, void, undefined> {
  for (const scope of resource.scopes.values()) {
    for (const metric of scope.metrics.values()) yield* metric.series.values()
  }
}
