import type { Column } from '../column.ts'
import type { Accumulator } from './accumulators.ts'

/** Variances by Welford's method, one for each time. */
export class VarianceAccumulator implements Accumulator {
  readonly #means: Float64Array
  readonly #squares: Float64Array
  readonly #counts: Uint32Array
  readonly #isRoot: boolean

  /** @param isRoot - Whether the standard deviation is wanted. */
  constructor(steps: number, isRoot: boolean) {
    this.#means = new Float64Array(steps)
    this.#squares = new Float64Array(steps)
    this.#counts = new Uint32Array(steps)
    this.#isRoot = isRoot
  }

  add({ present, values }: Column, seen: Uint8Array): void {
    const [means, squares, counts] = [this.#means, this.#squares, this.#counts]
    for (let index = 0; index < means.length; index++) {
      if (present[index] === 0) continue
      const value = values[index] ?? 0
      const count = (counts[index] ?? 0) + 1
      counts[index] = count
      if (seen[index] === 0) {
        seen[index] = 1
        means[index] = value
        squares[index] = Number.isFinite(value) ? 0 : Number.NaN
        continue
      }
      const delta = value - (means[index] ?? 0)
      const mean = (means[index] ?? 0) + delta / count
      means[index] = mean
      squares[index] = (squares[index] ?? 0) + delta * (value - mean)
    }
  }

  finish(): Float64Array {
    const variances = this.#squares.map((square, index) => square / (this.#counts[index] ?? 1))
    return this.#isRoot ? variances.map(Math.sqrt) : variances
  }
}
