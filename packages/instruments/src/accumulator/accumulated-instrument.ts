import { type InstrumentAttributes, copyAttributes } from '../attributes.ts'
import {
  type BoundCounter,
  type BoundHistogram,
  type Counter,
  type Histogram,
  isMeasurement,
} from '../instrument.ts'
import type { Cell } from './cell.ts'
import type { Loss } from './loss.ts'
import type { SeriesTable } from './series-table.ts'

/** An instrument of any kind in shared memory: the cells of its table know the kind. */
export class AccumulatedInstrument implements Counter, Histogram {
  readonly #table: SeriesTable<Cell>
  readonly #least: number
  readonly #loss: Loss

  /** @param least - Lowest value that the instrument may take. */
  constructor(table: SeriesTable<Cell>, least: number, loss: Loss) {
    this.#table = table
    this.#least = least
    this.#loss = loss
  }

  add(value: number, attributes?: InstrumentAttributes): void {
    this.record(value, attributes)
  }

  record(value: number, attributes?: InstrumentAttributes): void {
    // The value first: one that is ignored must not make a series.
    const cell = isMeasurement(value, this.#least) ? this.#table.cellOf(attributes) : null
    if (cell === null) this.#loss.ignored += 1
    else cell.take(value)
  }

  bind(attributes?: InstrumentAttributes): BoundCounter & BoundHistogram {
    return new BoundSeries(this.#table, this.#least, this.#loss, copyAttributes(attributes))
  }
}

/** One series, made at its first value: a series that was never recorded does not exist. */
class BoundSeries implements BoundCounter, BoundHistogram {
  readonly #table: SeriesTable<Cell>
  readonly #least: number
  readonly #loss: Loss
  readonly #attributes: InstrumentAttributes
  #cell: Cell | null = null

  constructor(table: SeriesTable<Cell>, least: number, loss: Loss, attributes: InstrumentAttributes) {
    this.#table = table
    this.#least = least
    this.#loss = loss
    this.#attributes = attributes
  }

  add(value: number): void {
    this.record(value)
  }

  record(value: number): void {
    if (isMeasurement(value, this.#least)) {
      const cell = (this.#cell ??= this.#table.cellOf(this.#attributes))
      if (cell !== null) {
        cell.take(value)
        return
      }
    }
    this.#loss.ignored += 1
  }
}
