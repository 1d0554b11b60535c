/** Time over which what happened loses weight, at least; in seconds. */
const LEAST_MEMORY_SECONDS = 5
/** The same in usual gaps between two updates, for jobs that report seldom. */
const MEMORY_GAPS = 3
/** Weight of the newest gap in the usual one. */
const GAP_WEIGHT = 0.2

/** How fast it goes just now: an average of the last seconds in which older ones fade. */
export class RecentRate {
  #items = 0
  #atSeconds = 0
  /** Items and seconds, faded alike: their ratio needs no correction for a short past. */
  #fadedItems = 0
  #fadedSeconds = 0
  /** Usual time between two updates; 0 before there are two. */
  usualGapSeconds = 0

  observe(items: number, seconds: number): void {
    const gap = seconds - this.#atSeconds
    // Several updates at one moment count with the next.
    if (!(items > this.#items) || !(gap > 0)) return
    this.usualGapSeconds =
      this.usualGapSeconds === 0 ? gap : this.usualGapSeconds + GAP_WEIGHT * (gap - this.usualGapSeconds)
    const kept = this.#kept(gap)
    this.#fadedItems = this.#fadedItems * kept + (items - this.#items)
    this.#fadedSeconds = this.#fadedSeconds * kept + gap
    this.#items = items
    this.#atSeconds = seconds
  }

  /** Items a second; falls while nothing comes for longer than usual; `null` before the first item. */
  at(seconds: number): number | null {
    if (this.#fadedSeconds === 0) return null
    const overdue = Math.max(0, seconds - this.#atSeconds - this.usualGapSeconds)
    const kept = this.#kept(overdue)
    return (this.#fadedItems * kept) / (this.#fadedSeconds * kept + overdue)
  }

  #kept(seconds: number): number {
    return Math.exp(-seconds / Math.max(LEAST_MEMORY_SECONDS, MEMORY_GAPS * this.usualGapSeconds))
  }
}
