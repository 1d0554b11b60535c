import type { Attributes, Observable, ObservableCallback } from '@opentelemetry/api'

import type { InstrumentAttributes } from '../attributes.ts'
import { isMeasurement } from '../instrument.ts'
import type { Loss } from './loss.ts'
import type { ObservableCallbacks, Observed } from './observable-callbacks.ts'
import type { ObservableCell } from './observable-cell.ts'
import type { SeriesTable } from './series-table.ts'

/** An instrument whose values callbacks tell at each collection. */
export class ObservableInstrument implements Observable, Observed {
  readonly #table: SeriesTable<ObservableCell>
  readonly #cells: readonly ObservableCell[]
  readonly #least: number
  readonly #callbacks: ObservableCallbacks
  readonly #loss: Loss

  /**
   * @param cells - Every cell that the table has opened; grows as it opens more.
   * @param least - Lowest value that may be observed.
   */
  constructor(
    table: SeriesTable<ObservableCell>,
    cells: readonly ObservableCell[],
    least: number,
    callbacks: ObservableCallbacks,
    loss: Loss,
  ) {
    this.#table = table
    this.#cells = cells
    this.#least = least
    this.#callbacks = callbacks
    this.#loss = loss
  }

  addCallback(callback: ObservableCallback): void {
    this.#callbacks.add(callback, this)
  }

  removeCallback(callback: ObservableCallback): void {
    this.#callbacks.remove(callback, this)
  }

  observe(value: number, attributes: Attributes | undefined): void {
    const cell = isMeasurement(value, this.#least)
      ? this.#table.cellOf(attributes as InstrumentAttributes)
      : null
    if (cell === null) this.#loss.ignored += 1
    else cell.observe(value)
  }

  flush(): void {
    for (const cell of this.#cells) cell.flush()
  }
}
