/** A sum that keeps what additions lose: Neumaier's variant of Kahan's. */
export class CompensatedSum {
  sum: number
  compensation = 0

  constructor(sum = 0) {
    this.sum = sum
  }

  add(value: number): void {
    const total = this.sum + value
    if (Math.abs(total) === Infinity) this.compensation = 0
    else if (Math.abs(this.sum) >= Math.abs(value)) this.compensation += this.sum - total + value
    else this.compensation += value - total + this.sum
    this.sum = total
  }

  get total(): number {
    return Math.abs(this.sum) === Infinity ? this.sum : this.sum + this.compensation
  }
}

/** A mean that overflows only where it does itself, not where the sum would. */
export class CompensatedMean {
  #sum: CompensatedSum
  #count = 1
  #isIncremental = false

  constructor(first: number) {
    this.#sum = new CompensatedSum(first)
  }

  add(value: number): void {
    const count = ++this.#count
    if (!this.#isIncremental) {
      if (Math.abs(this.#sum.sum + value) !== Infinity) {
        this.#sum.add(value)
        return
      }
      this.#isIncremental = true
      this.#sum.sum /= count - 1
      this.#sum.compensation /= count - 1
    }
    const share = (count - 1) / count
    this.#sum.sum *= share
    this.#sum.compensation *= share
    this.#sum.add(value / count)
  }

  get mean(): number {
    const { sum, compensation } = this.#sum
    return this.#isIncremental ? sum + compensation : sum / this.#count + compensation / this.#count
  }
}
