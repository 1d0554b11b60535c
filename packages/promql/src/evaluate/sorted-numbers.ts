import type { Sorted } from './quantile.ts'

const MANY = 16

/** Numbers in order, NaN before all others. */
export class SortedNumbers implements Sorted {
  #nan = 0
  #sorted = new Float64Array(64)
  #count = 0

  get length(): number {
    return this.#nan + this.#count
  }

  at(index: number): number {
    return index < this.#nan ? Number.NaN : (this.#sorted[index - this.#nan] ?? 0)
  }

  add(values: Float64Array): void {
    this.#reserve(this.#count + values.length)
    // Many at once are sorted, few are put in their places.
    const isMany = values.length > MANY && values.length > this.#count / MANY
    for (const value of values) {
      if (Number.isNaN(value)) {
        this.#nan++
        continue
      }
      const place = isMany ? this.#count : this.#placeOf(value)
      this.#sorted.copyWithin(place + 1, place, this.#count)
      this.#sorted[place] = value
      this.#count++
    }
    if (isMany) this.#sorted.subarray(0, this.#count).sort()
  }

  remove(value: number): void {
    if (Number.isNaN(value)) {
      this.#nan--
      return
    }
    const place = this.#placeOf(value)
    this.#sorted.copyWithin(place, place + 1, this.#count)
    this.#count--
  }

  #reserve(count: number): void {
    if (count <= this.#sorted.length) return
    const grown = new Float64Array(2 * count)
    grown.set(this.#sorted)
    this.#sorted = grown
  }

  /** Of the first that is not less. */
  #placeOf(value: number): number {
    let [low, high] = [0, this.#count]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#sorted[middle] ?? 0) < value) low = middle + 1
      else high = middle
    }
    return low
  }
}
