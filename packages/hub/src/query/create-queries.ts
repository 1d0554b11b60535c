import type { OwnedSeries } from '../history/owned-series.ts'
import type { SeriesStore } from '../metrics/series-store.ts'
import type { OwnedRules } from '../rules/owned-rules.ts'
import { StoreMetadata } from './metric-metadata.ts'
import { PrometheusApi } from './prometheus-api.ts'

/** Prometheus' HTTP API over what a hub has as the owner of its folder. */
export function createQueries(
  store: SeriesStore,
  owned: OwnedSeries,
  rules: Pick<OwnedRules, 'evaluator'>,
): PrometheusApi {
  const metadata = new StoreMetadata(store)
  return new PrometheusApi({
    series: () => owned.series,
    metadata: () => metadata.all,
    exemplars: owned.exemplars,
    rules: () => rules.evaluator,
  })
}
