import type { Run } from '../run/run.ts'

/**
 * Iterates over items and counts each once the loop asks for the next: one whose body threw or left the loop is not
 * done. An item whose body called `update` itself counts as what that said.
 */
export function* iterate<T>(run: Run, items: Iterable<T>): Generator<T, void, undefined> {
  const loop = new ItemLoop(run)
  try {
    for (const item of items) {
      if (loop.isStopped) return
      if (!loop.begin()) continue
      yield item
      loop.finish()
    }
    loop.complete()
  } finally {
    loop.leave()
  }
}

/** As {@link iterate}, over items that come one by one. */
export async function* iterateAsync<T>(
  run: Run,
  items: AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  const loop = new ItemLoop(run)
  try {
    for await (const item of items) {
      if (loop.isStopped) return
      if (!loop.begin()) continue
      yield item
      loop.finish()
    }
    loop.complete()
  } finally {
    loop.leave()
  }
}

/** One pass of a run over its items. */
class ItemLoop {
  readonly #run: Run
  /** Items at the beginning that are done. */
  #toSkip: number
  #batches = 0

  constructor(run: Run) {
    this.#run = run
    run.resume()
    this.#toSkip = run.hasEnded ? 0 : run.meter.counts.resumable
  }

  /** A run that has ended stops no loop: it only counts no more. */
  get isStopped(): boolean {
    return this.#run.isStopped && !this.#run.hasEnded
  }

  /** @returns Whether the loop is to see the item. */
  begin(): boolean {
    if (this.#toSkip > 0) {
      this.#toSkip--
      return false
    }
    this.#batches = this.#run.meter.counts.batches
    return true
  }

  finish(): void {
    if (this.#run.meter.counts.batches === this.#batches) this.#run.add(1, 1, 0, 1)
  }

  complete(): void {
    if (!this.#run.hasEnded) this.#run.end('completed')
  }

  /** Lets go of a run that was not completed. */
  leave(): void {
    if (!this.#run.hasEnded) this.#run.park('left')
  }
}
