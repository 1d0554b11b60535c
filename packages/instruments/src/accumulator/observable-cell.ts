import type { Slots } from './slot-allocator.ts'

/** One series of an observable instrument: what was observed becomes its value at the end of the collection. */
export class ObservableCell {
  readonly #values: Float64Array
  readonly #slot: number
  readonly #isSummed: boolean
  /** `NaN` until something is observed. */
  #observed = Number.NaN

  /** @param isSummed - Whether several values in one collection add up, because the series stands for many. */
  constructor({ values, slot }: Slots, isSummed: boolean) {
    this.#values = values
    this.#slot = slot
    this.#isSummed = isSummed
    values[slot] = Number.NaN
  }

  observe(value: number): void {
    const isNext = this.#isSummed && !Number.isNaN(this.#observed)
    this.#observed = isNext ? this.#observed + value : value
  }

  flush(): void {
    this.#values[this.#slot] = this.#observed
    this.#observed = Number.NaN
  }
}
