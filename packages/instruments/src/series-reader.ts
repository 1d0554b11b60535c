import {
  PAGE_SLOTS,
  type InstrumentDescriptor,
  type SeriesDescriptor,
  type SeriesSink,
  slotsOf,
} from './layout.ts'

export type { AttributeValue } from './attributes.ts'
export type { InstrumentDescriptor, InstrumentScope, SeriesDescriptor, SeriesSink } from './layout.ts'

/** The current value of one series; one object for all, valid only while it is visited. */
export interface SeriesPoint {
  /** Value of a counter or a gauge; `NaN` for histograms, and where {@link SeriesReader.readChanged} tells an end. */
  readonly value: number
  /** Values in each bucket, the last one above all boundaries; empty but for histograms. */
  readonly buckets: Float64Array
  /** Sum of the buckets. */
  readonly count: number
  readonly sum: number
}

export type SeriesVisitor = (
  instrument: InstrumentDescriptor,
  series: SeriesDescriptor,
  point: SeriesPoint,
) => void

/** Reads the series that an accumulator announces, in any thread, without asking the thread that records. */
export interface SeriesReader extends SeriesSink {
  /** Visits every series that has a value. */
  read(visit: SeriesVisitor): void
  /** Visits every series that changed since the last call, and once more one that has lost its value. */
  readChanged(visit: SeriesVisitor): void
}

/**
 * Makes a reader. It takes announcements in the order in which an accumulator makes them; one that is repeated
 * changes nothing, and a series of an unknown page or instrument is left out.
 *
 * @example
 * const reader = createSeriesReader()
 * reader.read((instrument, series, { value }) => console.log(instrument.name, series.attributes, value))
 */
export function createSeriesReader(): SeriesReader {
  return new PageReader()
}

/** A series with what is needed to read it. */
interface Entry {
  readonly instrument: InstrumentDescriptor
  readonly series: SeriesDescriptor
  /** The whole page that the series lies in. */
  readonly page: Float64Array
  /** How many slots it takes. */
  readonly size: number
  /** What {@link SeriesReader.readChanged} saw last: the value, or a histogram's count. */
  last: number
}

interface MutablePoint extends SeriesPoint {
  value: number
  buckets: Float64Array
  count: number
  sum: number
}

const NO_BUCKETS = new Float64Array()

class PageReader implements SeriesReader {
  readonly #pages: Float64Array[] = []
  readonly #instruments = new Map<number, InstrumentDescriptor>()
  /** By their offset in all pages. */
  readonly #entries = new Map<number, Entry>()
  /** Copies of buckets, one for each number of buckets: a copy is a consistent view. */
  readonly #buckets = new Map<number, Float64Array>()
  readonly #point: MutablePoint = { value: Number.NaN, buckets: NO_BUCKETS, count: 0, sum: 0 }

  page(index: number, buffer: SharedArrayBuffer): void {
    this.#pages[index] = new Float64Array(buffer)
  }

  instrument(descriptor: InstrumentDescriptor): void {
    this.#instruments.set(descriptor.id, descriptor)
  }

  series(series: SeriesDescriptor): void {
    const page = this.#pages[series.page]
    const instrument = this.#instruments.get(series.instrument)
    const offset = series.page * PAGE_SLOTS + series.slot
    if (page === undefined || instrument === undefined || this.#entries.has(offset)) return
    const size = slotsOf(instrument.boundaries)
    this.#entries.set(offset, { instrument, series, page, size, last: Number.NaN })
  }

  read(visit: SeriesVisitor): void {
    for (const entry of this.#entries.values()) {
      if (!Number.isNaN(this.#load(entry))) visit(entry.instrument, entry.series, this.#point)
    }
  }

  readChanged(visit: SeriesVisitor): void {
    for (const entry of this.#entries.values()) {
      const seen = this.#load(entry)
      if (Object.is(seen, entry.last)) continue
      entry.last = seen
      visit(entry.instrument, entry.series, this.#point)
    }
  }

  /** Copies the slots into the point; returns what tells a change, `NaN` when there is no value. */
  #load({ instrument, series: { slot }, page, size }: Entry): number {
    const point = this.#point
    if (instrument.kind !== 'histogram') {
      point.value = page[slot] as number
      point.buckets = NO_BUCKETS
      point.count = 0
      point.sum = 0
      return point.value
    }
    const buckets = this.#bucketsOf(size - 1)
    let count = 0
    for (let index = 0; index < buckets.length; index++) {
      const bucket = page[slot + index] as number
      buckets[index] = bucket
      count += bucket
    }
    point.value = Number.NaN
    point.buckets = buckets
    point.count = count
    point.sum = page[slot + buckets.length] as number
    return count === 0 ? Number.NaN : count
  }

  #bucketsOf(size: number): Float64Array {
    let buckets = this.#buckets.get(size)
    if (buckets === undefined) {
      buckets = new Float64Array(size)
      this.#buckets.set(size, buckets)
    }
    return buckets
  }
}
