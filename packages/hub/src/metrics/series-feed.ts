import type {
  InstrumentDescriptor,
  SeriesDescriptor,
  SeriesPoint,
  SeriesReader,
} from '@cryo/instruments/reader'
import { toAttributes } from '../otlp/attributes.ts'
import { createScope, type Resource } from '../otlp/resource.ts'
import { attributesKey } from './attributes-key.ts'
import { addContribution } from './contributions.ts'
import { dropContribution } from './end-series.ts'
import { createMetricPath, createOrigin, type MetricPath, resourceKey } from './metric-path.ts'
import type {
  HistogramContribution,
  HistogramSeries,
  NumberContribution,
  NumberSeries,
  Source,
} from './series.ts'
import type { SeriesStore } from './series-store.ts'

/** A series of shared memory with its place in the store. */
type Link =
  | { readonly series: NumberSeries; readonly contribution: NumberContribution; readIn: number }
  | { readonly series: HistogramSeries; readonly contribution: HistogramContribution; readIn: number }

/**
 * Brings what one thread of the application counts in shared memory into the store. A series is looked up once;
 * from then on a value costs a comparison and an assignment.
 */
export class SeriesFeed {
  readonly #store: SeriesStore
  readonly #resource: Resource
  readonly #resourceKey: string
  readonly #source: Source
  readonly #paths = new Map<InstrumentDescriptor, MetricPath>()
  readonly #links = new Map<SeriesDescriptor, Link>()
  /** Series that found no room; asked for again when others have gone. */
  readonly #refused = new Set<SeriesDescriptor>()
  #readNumber = 0
  #removedCount = 0
  /** Series of the last reading for which the store had no room. */
  refusedCount = 0

  /** @param source - The thread: series that several threads have in common are added up. */
  constructor(store: SeriesStore, resource: Resource, source: Source) {
    this.#store = store
    this.#resource = resource
    this.#resourceKey = resourceKey(resource)
    this.#source = source
  }

  /**
   * Takes every value that the reader has; a series that has none any more goes.
   * @param timeMs - Now, in Unix milliseconds: the time of all points.
   */
  read(reader: Pick<SeriesReader, 'read'>, timeMs: number): void {
    this.#readNumber++
    this.refusedCount = 0
    if (this.#removedCount !== this.#store.removedCount) this.#forgetRemoved()
    reader.read((instrument, series, point) => this.#take(instrument, series, point, timeMs))
    for (const [descriptor, link] of this.#links) {
      if (link.readIn === this.#readNumber) continue
      this.#links.delete(descriptor)
      dropContribution(this.#store, link.series, link.contribution)
    }
    this.#removedCount = this.#store.removedCount
  }

  #take(
    instrument: InstrumentDescriptor,
    series: SeriesDescriptor,
    point: SeriesPoint,
    timeMs: number,
  ): void {
    const link = this.#links.get(series) ?? this.#link(instrument, series)
    if (link === undefined) {
      this.#refused.add(series)
      this.refusedCount++
      return
    }
    link.readIn = this.#readNumber
    link.contribution.timeMs = timeMs
    if (setValue(link, point)) link.series.changedIn = this.#store.epoch
  }

  #link(instrument: InstrumentDescriptor, descriptor: SeriesDescriptor): Link | undefined {
    if (this.#refused.has(descriptor)) return undefined
    const attributes = toAttributes(descriptor.attributes)
    const bounds = instrument.boundaries ?? []
    const bucketCount = instrument.kind === 'histogram' ? bounds.length + 1 : 0
    const path = this.#pathOf(instrument)
    const series = this.#store.openSeries(path, attributesKey(attributes), attributes, bucketCount)
    if (series === undefined || series.type === 'summary') return undefined
    const start = { source: this.#source, startMs: descriptor.startTimeMs, timeMs: 0 }
    let link: Link
    if (series.type === 'number') {
      const contribution = { ...start, value: Number.NaN, isInt: false }
      addContribution<NumberContribution>(series, contribution)
      link = { series, contribution, readIn: 0 }
    } else {
      if (!series.contributions.every((other) => other.counts.length === bucketCount)) return undefined
      const counts = Array.from({ length: bucketCount }, () => 0)
      const contribution = { ...start, bounds, counts, count: 0, sum: 0, exponential: undefined }
      addContribution<HistogramContribution>(series, contribution)
      link = { series, contribution, readIn: 0 }
    }
    this.#links.set(descriptor, link)
    return link
  }

  #pathOf(instrument: InstrumentDescriptor): MetricPath {
    let path = this.#paths.get(instrument)
    if (path === undefined) {
      const { scope, name, description, unit, kind } = instrument
      const origin = createOrigin(this.#resource, createScope(scope.name, scope.version), this.#resourceKey)
      path = createMetricPath(origin, { name, description, unit, kind })
      this.#paths.set(instrument, path)
    }
    return path
  }

  /** A series that the store gave up, by a limit of time or the end of its resource, is looked up anew. */
  #forgetRemoved(): void {
    this.#refused.clear()
    for (const [descriptor, { series }] of this.#links) {
      if (series.metric.series.get(series.key) !== series) this.#links.delete(descriptor)
    }
  }
}

/** Copies the value out of the reader's point, which is valid only now; returns whether it is another. */
function setValue(link: Link, point: SeriesPoint): boolean {
  if (link.series.type === 'number') {
    const contribution = link.contribution as NumberContribution
    if (Object.is(contribution.value, point.value)) return false
    contribution.value = point.value
    return true
  }
  const contribution = link.contribution as HistogramContribution
  if (contribution.count === point.count && contribution.sum === point.sum) return false
  for (let index = 0; index < contribution.counts.length; index++) {
    contribution.counts[index] = point.buckets[index] as number
  }
  contribution.count = point.count
  contribution.sum = point.sum
  return true
}
