import { ATTR_CUSTOM_METRIC_NAME, METRIC_CUSTOM, METRIC_HTTP_SERVER_ACTIVE_REQUESTS } from '@cryo/conventions'
import type { PerformanceReport } from '@cryo/protocol'

import type { SeriesStore } from '../metrics/series-store.ts'
import { attributeOf, numberOf, seriesOf } from './series-values.ts'
import { Traffic } from './traffic.ts'
import { DEPENDENCIES, QUERIES, ROUTES } from './traffic-kinds.ts'

/** Requests served, queries sent, hosts called, and the application's own values. */
export class PerformanceReporter {
  readonly #routes = new Traffic(ROUTES)
  readonly #all = new Traffic({ ...ROUTES, label: () => ({ key: 'all' }) })
  readonly #queries = new Traffic(QUERIES)
  readonly #dependencies = new Traffic(DEPENDENCIES)

  observe(store: SeriesStore, timeMs: number): void {
    for (const traffic of [this.#routes, this.#all, this.#queries, this.#dependencies])
      traffic.observe(store, timeMs)
  }

  build(store: SeriesStore, timeMs: number): PerformanceReport {
    const [all] = this.#all.summarize(store, timeMs)
    const active = [...seriesOf(store, METRIC_HTTP_SERVER_ACTIVE_REQUESTS)].reduce(
      (sum, { series }) => sum + numberOf(series),
      0,
    )
    const { key: _, ...requests } = all ?? { key: '', ...NO_REQUESTS }
    return {
      requests: { ...requests, active: Math.max(0, active) },
      routes: this.#routes.summarize(store, timeMs).map(withoutKey),
      queries: this.#queries.summarize(store, timeMs).map(withoutKey),
      dependencies: this.#dependencies.summarize(store, timeMs).map(withoutKey),
      custom: [...seriesOf(store, METRIC_CUSTOM)].map(({ service, series }) => ({
        service,
        name: attributeOf(series, ATTR_CUSTOM_METRIC_NAME),
        value: numberOf(series),
      })),
    }
  }
}

const NO_REQUESTS = {
  count: 0,
  failures: 0,
  ratePerSecond: 0,
  errorRatio: null,
  p50Seconds: null,
  p95Seconds: null,
  p99Seconds: null,
}

function withoutKey<T extends { readonly key: string }>({ key: _, ...rest }: T): Omit<T, 'key'> {
  return rest
}
