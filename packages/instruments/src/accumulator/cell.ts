import type { Slots } from './slot-allocator.ts'

/** Where the values of one series go. */
export interface Cell {
  /** Takes a value that the instrument may take; one or two additions in shared memory. */
  take(value: number): void
}

/** Adds up. */
export class SumCell implements Cell {
  readonly #values: Float64Array
  readonly #slot: number

  constructor({ values, slot }: Slots) {
    this.#values = values
    this.#slot = slot
  }

  take(value: number): void {
    ;(this.#values[this.#slot] as number) += value
  }
}

/** Keeps the latest value; `NaN` until there is one. */
export class GaugeCell implements Cell {
  readonly #values: Float64Array
  readonly #slot: number

  constructor({ values, slot }: Slots) {
    this.#values = values
    this.#slot = slot
    values[slot] = Number.NaN
  }

  take(value: number): void {
    this.#values[this.#slot] = value
  }
}

/** Counts in buckets and adds up; the count of all values is that of the buckets, so that the two agree. */
export class HistogramCell implements Cell {
  readonly #values: Float64Array
  readonly #slot: number
  readonly #boundaries: Float64Array

  /** @param boundaries - Upper bounds of the buckets, inclusive, ascending. */
  constructor({ values, slot }: Slots, boundaries: Float64Array) {
    this.#values = values
    this.#slot = slot
    this.#boundaries = boundaries
  }

  take(value: number): void {
    const values = this.#values
    const boundaries = this.#boundaries
    const count = boundaries.length
    let low = 0
    let high = count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (value <= (boundaries[middle] as number)) high = middle
      else low = middle + 1
    }
    ;(values[this.#slot + low] as number) += 1
    ;(values[this.#slot + count + 1] as number) += value
  }
}
