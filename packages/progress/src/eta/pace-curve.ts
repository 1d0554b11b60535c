/** Points past which the curve is thinned; half of them are left, evenly spread over the items. */
const MAX_POINTS = 256

/**
 * When which item was done: time over items, with straight lines between the points that are kept.
 *
 * Its size is bounded and its points lie evenly over the items, so that what happened early is known as well as what
 * happened late.
 */
export class PaceCurve {
  #items: number[] = [0]
  #seconds: number[] = [0]
  /** The end of the curve; not always one of the points kept. */
  items = 0
  seconds = 0
  #spacing = 0

  /** Adds a point; one that is not past the end in items, or before it in time, is no news. */
  add(items: number, seconds: number): void {
    if (!(items > this.items) || !(seconds >= this.seconds)) return
    this.items = items
    this.seconds = seconds
    if (items - (this.#items.at(-1) ?? 0) < this.#spacing) return
    this.#items.push(items)
    this.#seconds.push(seconds)
    if (this.#items.length > MAX_POINTS) this.#thin()
  }

  /** Seconds since the start at which so many items were done; at most {@link PaceCurve.items}. */
  secondsAt(items: number): number {
    const last = this.#items.length - 1
    if (items >= (this.#items[last] as number)) return this.#between(last, items, this.items, this.seconds)
    let low = 0
    let high = last
    while (high - low > 1) {
      const middle = (low + high) >>> 1
      if ((this.#items[middle] as number) <= items) low = middle
      else high = middle
    }
    return this.#between(low, items, this.#items[high] as number, this.#seconds[high] as number)
  }

  /** Seconds that the items from one count to a later one took. */
  secondsBetween(from: number, to: number): number {
    return this.secondsAt(to) - this.secondsAt(from)
  }

  #between(index: number, items: number, nextItems: number, nextSeconds: number): number {
    const knownItems = this.#items[index] as number
    const knownSeconds = this.#seconds[index] as number
    if (nextItems === knownItems) return knownSeconds
    return knownSeconds + ((nextSeconds - knownSeconds) * (items - knownItems)) / (nextItems - knownItems)
  }

  #thin(): void {
    this.#spacing = (2 * this.items) / MAX_POINTS
    const items = [0]
    const seconds = [0]
    for (const [index, count] of this.#items.entries()) {
      if (count - (items.at(-1) ?? 0) < this.#spacing) continue
      items.push(count)
      seconds.push(this.#seconds[index] as number)
    }
    this.#items = items
    this.#seconds = seconds
  }
}
