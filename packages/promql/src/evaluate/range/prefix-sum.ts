/** Sums are exact to some 2^-100 of all that was added so far; a part of it that is smaller than this is not given. */
const LEAST_PART = 1e-10

/** A number in two parts, of which the second is what the first cannot hold. */
export interface DoubleDouble {
  readonly high: number
  readonly low: number
}

/**
 * Sums of parts of an array, each from two sums that begin at its start: in twice the precision, as what is left when a
 * large sum is taken from another has few digits otherwise.
 */
export class PrefixSum {
  readonly #values: ArrayLike<number>
  #high: Float64Array
  #low: Float64Array
  /** How much was added, whatever its sign. */
  #size = 0
  #length = 0
  /** Elements that no sum can be made of: NaN and infinities. */
  readonly #odd: number[] = []
  #firstOdd = 0

  constructor(values: ArrayLike<number>) {
    this.#values = values
    this.#high = new Float64Array(1)
    this.#low = new Float64Array(1)
  }

  /**
   * The sum of the elements from one up to another.
   *
   * @param from - Never less than before.
   * @returns `null` where it would not be exact to the last digit: they have to be added up.
   */
  between(from: number, to: number): DoubleDouble | null {
    this.#extend(to)
    while (this.#firstOdd < this.#odd.length && (this.#odd[this.#firstOdd] ?? 0) < from) this.#firstOdd++
    if ((this.#odd[this.#firstOdd] ?? to) < to) return null
    const left = this.#high[to] ?? 0
    const right = -(this.#high[from] ?? 0)
    const sum = left + right
    const rounded = sum - left
    const lost = left - (sum - rounded) + (right - rounded)
    const rest = lost + ((this.#low[to] ?? 0) - (this.#low[from] ?? 0))
    const high = sum + rest
    if (!(Math.abs(high) > this.#size * LEAST_PART)) return null
    return { high, low: rest - (high - sum) }
  }

  #extend(to: number): void {
    if (to < this.#length || to <= this.#length) return
    this.#reserve(to)
    const values = this.#values
    const [highs, lows] = [this.#high, this.#low]
    let high = highs[this.#length] ?? 0
    let low = lows[this.#length] ?? 0
    let size = this.#size
    for (let index = this.#length; index < to; index++) {
      let value = values[index] ?? 0
      if (!Number.isFinite(value)) {
        this.#odd.push(index)
        value = 0
      }
      const sum = high + value
      const rounded = sum - high
      const rest = high - (sum - rounded) + (value - rounded) + low
      high = sum + rest
      low = rest - (high - sum)
      size += Math.abs(value)
      highs[index + 1] = high
      lows[index + 1] = low
    }
    this.#size = size
    this.#length = to
  }

  #reserve(length: number): void {
    if (this.#high.length > length) return
    const capacity = Math.max(length + 1, Math.min(this.#values.length + 1, 2 * this.#high.length))
    const grow = (old: Float64Array): Float64Array => {
      const grown = new Float64Array(capacity)
      grown.set(old)
      return grown
    }
    this.#high = grow(this.#high)
    this.#low = grow(this.#low)
  }
}
