import type { Budget } from '../budget.ts'
import { sortInSlices } from '../sort-in-slices.ts'
import type { Work } from '../work.ts'

/** Places of elements, the one that is to go first on top: as Go's container/heap, so that equal values go in the same order. */
export class ValueHeap {
  readonly #valueOf: (place: number) => number
  readonly #isTop: boolean
  #places: number[] = []

  constructor(valueOf: (place: number) => number, isTop: boolean) {
    this.#valueOf = valueOf
    this.#isTop = isTop
  }

  get size(): number {
    return this.#places.length
  }

  push(place: number): void {
    this.#places.push(place)
    let child = this.#places.length - 1
    while (child > 0) {
      const parent = (child - 1) >> 1
      if (!this.#goesBefore(child, parent)) break
      this.#swap(child, parent)
      child = parent
    }
  }

  /** Puts an element in the place of the first, if it is more. */
  offer(place: number): void {
    const first = this.#valueOf(this.#places[0] ?? 0)
    const value = this.#valueOf(place)
    const isMore = this.#isTop ? first < value : first > value
    if (!isMore && !(Number.isNaN(first) && !Number.isNaN(value))) return
    this.#places[0] = place
    this.#sink()
  }

  /** All of them, the most first. */
  sorted(budget: Budget): Work<readonly number[]> {
    const compare = (left: number, right: number): number => {
      const [a, b] = [this.#valueOf(left), this.#valueOf(right)]
      if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
      return this.#isTop ? b - a : a - b
    }
    return sortInSlices(this.#places, compare, budget)
  }

  #sink(): void {
    let parent = 0
    for (;;) {
      let child = 2 * parent + 1
      if (child >= this.#places.length) return
      if (child + 1 < this.#places.length && this.#goesBefore(child + 1, child)) child++
      if (!this.#goesBefore(child, parent)) return
      this.#swap(child, parent)
      parent = child
    }
  }

  #goesBefore(left: number, right: number): boolean {
    const a = this.#valueOf(this.#places[left] ?? 0)
    const b = this.#valueOf(this.#places[right] ?? 0)
    if (Number.isNaN(a)) return true
    return this.#isTop ? a < b : a > b
  }

  #swap(left: number, right: number): void {
    const kept = this.#places[left] ?? 0
    this.#places[left] = this.#places[right] ?? 0
    this.#places[right] = kept
  }
}
