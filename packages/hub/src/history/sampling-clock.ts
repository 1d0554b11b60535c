/** How far a time may be behind the clock: timers are late a little each time. */
const MAX_LAG_MS = 2000

/**
 * Times of samples, evenly apart though timers are late: times that are need no bits on disk, and every interval in
 * which rules are evaluated has one.
 */
export class SamplingClock {
  readonly #intervalMs: number
  #lastMs = Number.NEGATIVE_INFINITY

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs
  }

  /** The time of the next sample, a little before the clock. @param nowMs - The clock, which somebody may set. */
  next(nowMs: number): number {
    const expectedMs = this.#lastMs + this.#intervalMs
    const isNear = expectedMs <= nowMs && nowMs - expectedMs < MAX_LAG_MS
    this.#lastMs = isNear ? expectedMs : Math.floor(nowMs / 1000) * 1000
    return this.#lastMs
  }
}
