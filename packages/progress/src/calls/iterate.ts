import type { Run } from '../run/run.ts'
import { ItemLoop } from './item-loop.ts'
import { ItemSource } from './item-source.ts'

/**
 * Iterates over items and counts each once the loop asks for the next: one whose body threw or left the loop is not
 * done. An item whose body called `update` itself counts as what that said.
 */
export function* iterate<T>(run: Run, items: Iterable<T>): Generator<T, void, undefined> {
  const pass = new IterationPass<T>(run, items)
  try {
    for (const item of items) {
      if (pass.isStopped) return
      if (!pass.begin(item)) continue
      yield item
      pass.finish(item)
    }
    pass.complete()
  } finally {
    pass.leave()
  }
}

/** As {@link iterate}, over items that come one by one; once the run is stopped no further is asked for. */
export async function* iterateAsync<T>(
  run: Run,
  items: AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  const pass = new IterationPass<T>(run, items)
  const source = new ItemSource(items, [run.settings.signal])
  try {
    while (!pass.isStopped) {
      const next = await source.next()
      if (next === null || pass.isStopped) break
      if (!pass.begin(next.item)) continue
      yield next.item
      pass.finish(next.item)
    }
    if (source.isExhausted) pass.complete()
    else pass.end()
  } finally {
    // First, as a source may take for ever to close.
    pass.leave()
    await source.close()
  }
}

/** One loop over a tracker: its items are done in order. */
export class IterationPass<T> extends ItemLoop<T> {
  readonly #run: Run
  #index = -1
  #batches = 0
  #failed = 0

  constructor(run: Run, items: unknown) {
    super(run, items)
    this.#run = run
  }

  /** The next item has come. @returns Whether it is still to be done. */
  begin(item: T): boolean {
    this.#index++
    const { batches, failed } = this.#run.meter.counts
    this.#batches = batches
    this.#failed = failed
    return this.admits(item, this.#index)
  }

  /** The item is done. */
  finish(item: T): void {
    this.position++
    const { batches, failed } = this.#run.meter.counts
    if (batches === this.#batches) this.settle(item, this.#index, null)
    else this.#run.failedItems?.note(item, this.#index, failed === this.#failed)
  }

  /** All items are done, and so is the run. */
  complete(): void {
    this.exhaust()
    if (!this.#run.hasEnded) this.#run.end('completed')
  }
}
