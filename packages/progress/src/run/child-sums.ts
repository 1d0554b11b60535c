/** A child run, as its parent sees it. */
export interface ChildRun {
  readonly done: number
  readonly total: number | null
}

/** The children of a run; those that ended remain as sums. */
export class ChildSums<C extends ChildRun> {
  readonly live: Set<C> = new Set()
  #endedDone = 0
  #endedTotal = 0
  #count = 0

  get isEmpty(): boolean {
    return this.#count === 0
  }

  add(child: C): void {
    this.#count++
    this.live.add(child)
  }

  /** A child ended: no more will come of it. */
  end(child: C): void {
    if (!this.live.delete(child)) return
    this.#endedDone += child.done
    this.#endedTotal += child.total ?? child.done
  }

  /** Items in all of a parent whose own total is not known: those of its children, and what it did itself. */
  total(parentDone: number): number | null {
    let total = this.#endedTotal
    let done = this.#endedDone
    for (const child of this.live) {
      if (child.total === null) return null
      total += child.total
      done += child.done
    }
    return total + Math.max(0, parentDone - done)
  }
}
