/** What one type of operation did since the start or the last `reset()`. */
export interface OperationTotals {
  readonly count: number
  readonly successes: number
  readonly failures: number
  /** 0 to 1. */
  readonly successRate: number
  readonly totalSeconds: number
  readonly meanSeconds: number
  readonly minSeconds: number
  readonly maxSeconds: number
  readonly items: number
  /** Items per second of work; `null` where no time passed. */
  readonly itemsPerSecond: number | null
}

/** Adds up the operations of one type, of which there is at least one when it is read. */
export class TotalsAccumulator {
  #successes = 0
  #failures = 0
  #totalSeconds = 0
  #minSeconds = Infinity
  #maxSeconds = 0
  #items = 0

  add(isSuccess: boolean, seconds: number, items: number): void {
    if (isSuccess) this.#successes++
    else this.#failures++
    this.#totalSeconds += seconds
    this.#minSeconds = Math.min(this.#minSeconds, seconds)
    this.#maxSeconds = Math.max(this.#maxSeconds, seconds)
    this.#items += items
  }

  read(): OperationTotals {
    const count = this.#successes + this.#failures
    return {
      count,
      successes: this.#successes,
      failures: this.#failures,
      successRate: this.#successes / count,
      totalSeconds: this.#totalSeconds,
      meanSeconds: this.#totalSeconds / count,
      minSeconds: this.#minSeconds,
      maxSeconds: this.#maxSeconds,
      items: this.#items,
      itemsPerSecond: this.#totalSeconds > 0 ? this.#items / this.#totalSeconds : null,
    }
  }
}
