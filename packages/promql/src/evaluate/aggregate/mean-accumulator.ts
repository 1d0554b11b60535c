import type { Column } from '../column.ts'
import type { Accumulator } from './accumulators.ts'
import { CompensatedSums } from './sum-accumulator.ts'

/** Means at each time that overflow only where they do themselves: see CompensatedMean. */
export class MeanAccumulator implements Accumulator {
  readonly #total: CompensatedSums
  readonly #counts: Uint32Array
  /** 1 where the sum would overflow: the mean itself is kept there. */
  readonly #isIncremental: Uint8Array

  constructor(steps: number) {
    this.#total = new CompensatedSums(steps)
    this.#counts = new Uint32Array(steps)
    this.#isIncremental = new Uint8Array(steps)
  }

  add({ present, values }: Column, seen: Uint8Array): void {
    for (let index = 0; index < seen.length; index++) {
      if (present[index] === 0) continue
      const value = values[index] ?? 0
      const count = (this.#counts[index] ?? 0) + 1
      this.#counts[index] = count
      if (seen[index] === 1) this.#addTo(index, value, count)
      else this.#total.sums[index] = value
      seen[index] = 1
    }
  }

  #addTo(index: number, value: number, count: number): void {
    const total = this.#total
    if (this.#isIncremental[index] === 0) {
      if (Math.abs((total.sums[index] ?? 0) + value) !== Infinity) {
        total.add(index, value)
        return
      }
      this.#isIncremental[index] = 1
      total.divide(index, count - 1)
    }
    total.scale(index, (count - 1) / count)
    total.add(index, value / count)
  }

  finish(): Float64Array {
    const { sums, lost } = this.#total
    return sums.map((sum, index) => {
      const rest = lost[index] ?? 0
      const count = this.#counts[index] ?? 1
      return this.#isIncremental[index] === 1 ? sum + rest : sum / count + rest / count
    })
  }
}
