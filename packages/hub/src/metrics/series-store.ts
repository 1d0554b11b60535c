import type { Attributes } from '../otlp/attributes.ts'
import type { MetricPath } from './metric-path.ts'
import { bytesOfMetric, bytesOfPath, bytesOfResource, bytesOfScope, bytesOfSeries } from './series-bytes.ts'
import type { Series, StoredMetric, StoredResource, StoredScope } from './series.ts'

/** Bounds of a {@link SeriesStore}. */
export interface SeriesStoreOptions {
  /** Estimated bytes of all series with their metrics and resources; 12 MB unless given. */
  readonly maxBytes?: number
  /** 20,000 unless given. */
  readonly maxSeries?: number
}

/** Part of the room in which strangers may begin series: they shut out none of ours. */
const FOREIGN_SHARE = 0.75

/** By what bound a new series was refused. */
export type SeriesRefusal = 'bytes' | 'series'

/**
 * The latest value of every series, by resource, scope, metric and attributes; bounded in bytes and series.
 *
 * It finds and keeps. Values come by `ingestMetrics` and `SeriesFeed`, they leave by `toOtlp` and the exposition.
 */
export class SeriesStore {
  readonly #maxBytes: number
  readonly #maxSeries: number
  readonly #resources = new Map<string, StoredResource>()
  readonly #refused: Record<SeriesRefusal, number> = { bytes: 0, series: 0 }
  #onEnd: (series: Series) => void = () => {}
  #bytes = 0
  #seriesCount = 0
  #removedCount = 0
  #shape = 0
  #epoch = 0

  constructor({ maxBytes = 12 * 1024 * 1024, maxSeries = 20_000 }: SeriesStoreOptions = {}) {
    this.#maxBytes = maxBytes
    this.#maxSeries = maxSeries
  }

  /** Calls somebody with each series that ends, while it still has its last values. */
  watchEnds(onEnd: (series: Series) => void): void {
    this.#onEnd = onEnd
  }

  /** Estimated bytes that everything kept takes. */
  get bytes(): number {
    return this.#bytes
  }

  get seriesCount(): number {
    return this.#seriesCount
  }

  /** Series that were removed since the store was made: while it stands still, a refused one stays refused. */
  get removedCount(): number {
    return this.#removedCount
  }

  /** Changes when a series appears or goes. */
  get generation(): number {
    return this.#seriesCount + 2 * this.#removedCount
  }

  /** How often a new series was refused, by the bound that was reached. */
  get refused(): Readonly<Record<SeriesRefusal, number>> {
    return this.#refused
  }

  /** Changes when a metric appears or goes: while it stands still, so do the families of the exposition. */
  get shape(): number {
    return this.#shape
  }

  /** The `changedIn` of every series that changes now. */
  get epoch(): number {
    return this.#epoch
  }

  /** Begins an epoch and returns its number: what changes from now on has at least this `changedIn`. */
  startEpoch(): number {
    return ++this.#epoch
  }

  resources(): Iterable<StoredResource> {
    return this.#resources.values()
  }

  findResource(key: string): StoredResource | undefined {
    return this.#resources.get(key)
  }

  findMetric({ origin, metricKey }: MetricPath): StoredMetric | undefined {
    return this.#resources.get(origin.resourceKey)?.scopes.get(origin.scopeKey)?.metrics.get(metricKey)
  }

  /**
   * Finds a series or makes it, with whatever of its path is new. One that is made has no contribution yet: it has
   * to get one before the thread does anything else.
   * @param key - `attributesKey` of the attributes.
   * @param isForeign - Whether a stranger tells it: the last quarter of the room is not for those.
   * @returns Undefined, and counted, when there is no room for it.
   */
  openSeries(
    path: MetricPath,
    key: string,
    attributes: Readonly<Attributes>,
    bucketCount: number,
    isForeign = false,
  ): Series | undefined {
    const found = this.findMetric(path)?.series.get(key)
    if (found !== undefined) return found
    const refusal = this.#refusal(path, bytesOfSeries(key, bucketCount), isForeign ? FOREIGN_SHARE : 1)
    if (refusal !== undefined) {
      this.#refused[refusal]++
      return undefined
    }
    // A text that was added up stays a tree of its parts, three times its size; a parsed one is flat.
    const flatKey = JSON.parse(JSON.stringify(key)) as string
    const metric = this.#openMetric(path)
    const series = createSeries(metric, flatKey, attributes, this.#epoch, bytesOfSeries(key, bucketCount))
    metric.series.set(flatKey, series)
    this.#seriesCount++
    this.#bytes += series.bytes
    return series
  }

  /**
   * Makes room for a value of a series that takes more than any before: other bounds, say.
   * @returns Whether there is any; where not, that is counted.
   */
  growSeries(series: Series, bucketCount: number, isForeign = false): boolean {
    const more = bytesOfSeries(series.key, bucketCount) - series.bytes
    if (more <= 0) return true
    if (this.#bytes + more > this.#maxBytes * (isForeign ? FOREIGN_SHARE : 1)) {
      this.#refused.bytes++
      return false
    }
    series.bytes += more
    this.#bytes += more
    return true
  }

  /** Removes a series, and its metric, scope and resource when it was their last. */
  removeSeries(series: Series): void {
    const { metric } = series
    const { scope } = metric
    const { resource } = scope
    if (metric.series.get(series.key) !== series) return
    this.#onEnd(series)
    this.#seriesCount--
    this.#removedCount++
    this.#remove(metric.series, series)
    if (metric.series.size > 0) return
    this.#shape++
    this.#remove(scope.metrics, metric)
    if (scope.metrics.size > 0) return
    this.#remove(resource.scopes, scope)
    if (resource.scopes.size === 0) this.#remove(this.#resources, resource)
  }

  #refusal(path: MetricPath, bytes: number, share: number): SeriesRefusal | undefined {
    if (this.#seriesCount >= this.#maxSeries * share) return 'series'
    const pathBytes = this.findMetric(path) === undefined ? bytesOfPath(path) : 0
    return this.#bytes + pathBytes + bytes > this.#maxBytes * share ? 'bytes' : undefined
  }

  #openMetric({ origin, descriptor, metricKey }: MetricPath): StoredMetric {
    const resource = this.#open(this.#resources, origin.resourceKey, (key): StoredResource => {
      return { key, resource: origin.resource, scopes: new Map(), bytes: bytesOfResource(origin) }
    })
    const scope = this.#open(resource.scopes, origin.scopeKey, (key): StoredScope => {
      return { key, resource, scope: origin.scope, metrics: new Map(), bytes: bytesOfScope(origin) }
    })
    return this.#open(scope.metrics, metricKey, (key): StoredMetric => {
      this.#shape++
      return { key, scope, descriptor, series: new Map(), bytes: bytesOfMetric(descriptor) }
    })
  }

  #open<T extends Stored>(from: Map<string, T>, key: string, create: (key: string) => T): T {
    let stored = from.get(key)
    if (stored === undefined) {
      stored = create(key)
      from.set(key, stored)
      this.#bytes += stored.bytes
    }
    return stored
  }

  #remove<T extends Stored>(from: Map<string, T>, stored: T): void {
    from.delete(stored.key)
    this.#bytes -= stored.bytes
  }
}

interface Stored {
  readonly key: string
  readonly bytes: number
}

function createSeries(
  metric: StoredMetric,
  key: string,
  attributes: Readonly<Attributes>,
  changedIn: number,
  bytes: number,
): Series {
  const { kind } = metric.descriptor
  const common = { metric, key, attributes, changedIn, labelText: undefined, bytes }
  if (kind === 'histogram') return { type: 'histogram', ...common, contributions: [] }
  if (kind === 'summary') return { type: 'summary', ...common, contributions: [] }
  return { type: 'number', ...common, contributions: [] }
}
