import type { InstrumentKind, MetricDefinition } from '@cryo/conventions'

import type { AttributeValue } from '../attributes.ts'
import type { Counter, Gauge, Histogram, UpDownCounter } from '../instrument.ts'
import { type InstrumentDescriptor, type InstrumentScope, type SeriesSink, slotsOf } from '../layout.ts'
import type { Recorder } from '../recorder.ts'
import { AccumulatedInstrument } from './accumulated-instrument.ts'
import { type Cell, GaugeCell, HistogramCell, SumCell } from './cell.ts'
import { type InstrumentRequest, InstrumentRegistry } from './instrument-registry.ts'
import { Journal } from './journal.ts'
import type { Loss } from './loss.ts'
import { ObservableCallbacks } from './observable-callbacks.ts'
import { ObservableCell } from './observable-cell.ts'
import { ObservableInstrument } from './observable-instrument.ts'
import { SeriesBudget } from './series-budget.ts'
import { type OpenSeries, SeriesTable } from './series-table.ts'
import { SlotAllocator, type Slots } from './slot-allocator.ts'

export interface AccumulatorOptions {
  /** Told of each page, instrument and series once. */
  readonly sink: SeriesSink
  /** Clock of the start times, in Unix milliseconds; `Date.now` by default. */
  readonly startTimeMs?: () => number
}

/**
 * Records into shared memory: one thread writes, so its additions need no lock, and any other thread reads. A 64-bit
 * float that lies on 8 bytes is read whole on every 64-bit machine.
 */
export class Accumulator implements Recorder {
  readonly #journal: Journal
  readonly #slots: SlotAllocator
  readonly #registry: InstrumentRegistry
  readonly #startTimeMs: () => number
  readonly #budget = new SeriesBudget()
  readonly #tell = (): void => this.#journal.tell()
  readonly #loss: Loss = { ignored: 0, failedCallbacks: 0 }
  readonly #instruments = new Map<InstrumentDescriptor, AccumulatedInstrument>()
  readonly #observables = new Map<InstrumentDescriptor, ObservableInstrument>()
  /** Of the observable instruments. */
  readonly callbacks: ObservableCallbacks = new ObservableCallbacks(this.#loss)

  constructor({ sink, startTimeMs = () => Date.now() }: AccumulatorOptions) {
    this.#journal = new Journal(sink)
    this.#slots = new SlotAllocator(this.#journal)
    this.#registry = new InstrumentRegistry(this.#journal)
    this.#startTimeMs = startTimeMs
  }

  /** Values that were not recorded; see {@link Loss.ignored}. */
  get ignored(): number {
    return this.#loss.ignored
  }

  /** Calls of observable callbacks that came to nothing; see {@link Loss.failedCallbacks}. */
  get failedCallbacks(): number {
    return this.#loss.failedCallbacks
  }

  counter(definition: MetricDefinition, scope: InstrumentScope): Counter {
    return this.instrument({ ...definition, kind: 'counter', observable: false, scope })
  }

  upDownCounter(definition: MetricDefinition, scope: InstrumentScope): UpDownCounter {
    return this.instrument({ ...definition, kind: 'upDownCounter', observable: false, scope })
  }

  gauge(definition: MetricDefinition, scope: InstrumentScope): Gauge {
    return this.instrument({ ...definition, kind: 'gauge', observable: false, scope })
  }

  histogram(definition: MetricDefinition, scope: InstrumentScope): Histogram {
    return this.instrument({ ...definition, kind: 'histogram', observable: false, scope })
  }

  /** Finds or makes an instrument; a refused one ignores and counts what it is given. */
  instrument(request: InstrumentRequest): AccumulatedInstrument {
    const descriptor = this.#registry.describe(request)
    const known = descriptor && this.#instruments.get(descriptor)
    if (known) return known
    const table = new SeriesTable<Cell>(this.#openCells(descriptor), this.#tell, this.#roomFor(descriptor))
    const instrument = new AccumulatedInstrument(table, leastOf(request.kind), this.#loss)
    if (descriptor) this.#instruments.set(descriptor, instrument)
    this.#tell()
    return instrument
  }

  /** Finds or makes an observable instrument; a refused one ignores and counts what it is given. */
  observable(request: InstrumentRequest): ObservableInstrument {
    const descriptor = this.#registry.describe(request)
    const known = descriptor && this.#observables.get(descriptor)
    if (known) return known
    const isSum = request.kind !== 'gauge'
    const cells: ObservableCell[] = []
    const table = new SeriesTable<ObservableCell>(
      (attributes, isShared) => {
        const cell = this.#open(
          descriptor,
          attributes,
          (slots) => new ObservableCell(slots, isShared && isSum),
        )
        if (cell) cells.push(cell)
        return cell
      },
      this.#tell,
      this.#roomFor(descriptor),
    )
    const instrument = new ObservableInstrument(
      table,
      cells,
      leastOf(request.kind),
      this.callbacks,
      this.#loss,
    )
    if (descriptor) {
      this.#observables.set(descriptor, instrument)
      this.callbacks.enrol(instrument)
    }
    this.#tell()
    return instrument
  }

  /**
   * Runs the callbacks of all observable instruments; never rejects.
   *
   * The values are in shared memory when it returns; only instruments that an asynchronous callback observes
   * have theirs when the promise resolves, at most 5 s later. A series that no callback observed has no value.
   */
  observe(): Promise<void> {
    return this.callbacks.collect()
  }

  /** Announces everything so far again, to a reader that starts afresh. */
  replay(sink: SeriesSink): void {
    this.#journal.replay(sink)
  }

  #roomFor(
    descriptor: InstrumentDescriptor | null,
  ): (attributes: Readonly<Record<string, AttributeValue>>) => boolean {
    const slots = slotsOf(descriptor?.boundaries)
    // A refused instrument makes no series, and must not cost any.
    return (attributes) => descriptor === null || this.#budget.take(attributes, slots)
  }

  #openCells(descriptor: InstrumentDescriptor | null): OpenSeries<Cell> {
    const boundaries = Float64Array.from(descriptor?.boundaries ?? [])
    return (attributes) =>
      this.#open(descriptor, attributes, (slots): Cell => {
        switch (descriptor?.kind) {
          case 'histogram':
            return new HistogramCell(slots, boundaries)
          case 'gauge':
            return new GaugeCell(slots)
          default:
            return new SumCell(slots)
        }
      })
  }

  /** Makes a series; `null` for a refused instrument, or when the process has no memory for another page. */
  #open<C extends object>(
    descriptor: InstrumentDescriptor | null,
    attributes: Record<string, AttributeValue>,
    createCell: (slots: Slots) => C,
  ): C | null {
    if (descriptor === null) return null
    let slots: Slots
    try {
      slots = this.#slots.allocate(slotsOf(descriptor.boundaries))
    } catch {
      return null
    }
    const cell = createCell(slots)
    const { page, slot } = slots
    this.#journal.series({
      instrument: descriptor.id,
      attributes,
      page,
      slot,
      startTimeMs: this.#startTimeMs(),
    })
    return cell
  }
}

/** Makes an accumulator for the thread that calls it. */
export function createAccumulator(options: AccumulatorOptions): Accumulator {
  return new Accumulator(options)
}

function leastOf(kind: InstrumentKind): number {
  return kind === 'counter' || kind === 'histogram' ? 0 : -Number.MAX_VALUE
}
