import type { SeriesStore } from '../metrics/series-store.ts'
import { toFamilies } from '../prometheus/family.ts'

/** What is known of a metric. */
export interface MetricMetadata {
  /** `counter`, `gauge`, `histogram` or `summary`. */
  readonly type: string
  readonly help: string
  readonly unit: string
}

/** What is known of the metrics of a store, by their names in Prometheus. */
export class StoreMetadata {
  readonly #store: SeriesStore
  #shape = -1
  #known: ReadonlyMap<string, readonly MetricMetadata[]> = new Map()

  constructor(store: SeriesStore) {
    this.#store = store
  }

  get all(): ReadonlyMap<string, readonly MetricMetadata[]> {
    if (this.#shape !== this.#store.shape) {
      this.#shape = this.#store.shape
      this.#known = new Map(
        toFamilies(this.#store).list.map(({ name, type, help, unit }) => [name, [{ type, help, unit }]]),
      )
    }
    return this.#known
  }
}
