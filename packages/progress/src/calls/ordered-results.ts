import type { Run } from '../run/run.ts'
import type { ItemLoop } from './item-loop.ts'

/** Items that may be done ahead of one that is not: a resumed run does them again. */
const MAX_AHEAD = 10_000

/** Counts items that end in another order than they began, so that a resumed run misses none. */
export class OrderedResults<T> {
  readonly #run: Run
  readonly #loop: ItemLoop<T>
  /** Index of the first item that has not ended; `null` before any has begun. */
  #first: number | null = null
  /** Items behind it that have: whether each went well. */
  readonly #ahead = new Map<number, boolean>()
  #room: PromiseWithResolvers<void> | null = null

  constructor(run: Run, loop: ItemLoop<T>) {
    this.#run = run
    this.#loop = loop
  }

  /** An item is about to begin; resolves when it may. */
  async begin(index: number): Promise<void> {
    this.#first ??= index
    if (this.#ahead.size < MAX_AHEAD) return
    this.#room ??= Promise.withResolvers<void>()
    await this.#room.promise
  }

  finish(item: T, index: number, failure: { readonly error: unknown } | null): void {
    const isAhead = index !== this.#first
    if (isAhead) this.#note(index, failure === null)
    this.#loop.settle(item, index, failure)
    if (!isAhead) this.#advance(index + 1)
  }

  #note(index: number, isSuccess: boolean): void {
    this.#ahead.set(index, isSuccess)
    const { counts } = this.#run.meter
    if (isSuccess) counts.aheadSuccessful++
    else counts.aheadFailed++
  }

  #advance(to: number): void {
    const { counts } = this.#run.meter
    let first = to
    this.#loop.position++
    for (
      let isSuccess = this.#ahead.get(first);
      isSuccess !== undefined;
      isSuccess = this.#ahead.get(first)
    ) {
      this.#ahead.delete(first)
      if (isSuccess) counts.aheadSuccessful--
      else counts.aheadFailed--
      this.#loop.position++
      first++
    }
    this.#first = first
    this.#room?.resolve()
    this.#room = null
  }
}
