import type { Column } from '../column.ts'
import type { Accumulator } from './accumulators.ts'

/** Sums that keep what additions lose, one for each time: see CompensatedSum. */
export class CompensatedSums {
  readonly sums: Float64Array
  readonly lost: Float64Array

  constructor(steps: number) {
    this.sums = new Float64Array(steps)
    this.lost = new Float64Array(steps)
  }

  add(index: number, value: number): void {
    const sum = this.sums[index] ?? 0
    const total = sum + value
    const lost = this.lost[index] ?? 0
    if (Math.abs(total) === Infinity) this.lost[index] = 0
    else if (Math.abs(sum) >= Math.abs(value)) this.lost[index] = lost + (sum - total + value)
    else this.lost[index] = lost + (value - total + sum)
    this.sums[index] = total
  }

  scale(index: number, factor: number): void {
    this.sums[index] = (this.sums[index] ?? 0) * factor
    this.lost[index] = (this.lost[index] ?? 0) * factor
  }

  divide(index: number, divisor: number): void {
    this.sums[index] = (this.sums[index] ?? 0) / divisor
    this.lost[index] = (this.lost[index] ?? 0) / divisor
  }
}

/** Sums at each time. */
export class SumAccumulator implements Accumulator {
  readonly #total: CompensatedSums

  constructor(steps: number) {
    this.#total = new CompensatedSums(steps)
  }

  add({ present, values }: Column, seen: Uint8Array): void {
    const total = this.#total
    for (let index = 0; index < seen.length; index++) {
      if (present[index] === 0) continue
      const value = values[index] ?? 0
      if (seen[index] === 1) total.add(index, value)
      else total.sums[index] = value
      seen[index] = 1
    }
  }

  finish(): Float64Array {
    const { sums, lost } = this.#total
    return sums.map((sum, index) => sum + (lost[index] ?? 0))
  }
}
