import { isCount } from './read-count.ts'
import type { Run } from '../run/run.ts'

/** One pass of a run over its items, in whatever way they are gone through. */
export class ItemLoop<T> {
  readonly #run: Run
  readonly #hasTotal: boolean
  readonly #size: number | null
  /** Items from the first on that are done without a gap. */
  position = 0
  #hasLeft = false

  constructor(run: Run, items: unknown) {
    this.#run = run
    run.resume()
    this.#hasTotal = run.hasTotal
    this.#size = this.#hasTotal ? null : readSize(items)
    // A total that the caller does not know grows with what comes.
    if (this.#size !== null) run.expect(this.#size)
  }

  /** A run that has ended stops no loop: it only counts no more. */
  get isStopped(): boolean {
    return this.#run.isStopped && !this.#run.hasEnded
  }

  /** Whether an item is still to be done. */
  admits(item: T, index: number): boolean {
    const run = this.#run
    if (run.failedItems?.isRetry === true) return run.failedItems.wants(item, index)
    if (run.toSkip === 0) return true
    run.toSkip--
    this.position++
    return false
  }

  /** An item is done. @param failure - Its error, where it failed with one. */
  settle(item: T, index: number, failure: { readonly error: unknown } | null): void {
    const run = this.#run
    if (failure !== null && !run.hasEnded) run.telemetry.noteFailure(failure.error)
    run.failedItems?.note(item, index, failure === null)
    run.add(1, failure === null ? 1 : 0, failure === null ? 0 : 1, 1)
  }

  /** There are no more items. */
  exhaust(): void {
    this.#run.isExhausted = true
  }

  /** The loop is over: so is the run if all is done, unless it may have more to do. */
  end(): void {
    const run = this.#run
    if (this.#hasTotal && run.isAllDone && !run.hasEnded) run.end('completed')
  }

  /** Lets go of a run that is left before its end; another loop over the same items begins where this one stopped. */
  leave(): void {
    const run = this.#run
    if (this.#hasLeft || run.isExhausted || run.hasEnded) return
    this.#hasLeft = true
    run.toSkip += this.position
    // The next loop is over the same items.
    run.leftItems += this.#size ?? 0
    run.park('left')
  }
}

/** Items of a collection that knows; `null` for any other. */
export function readSize(items: unknown): number | null {
  const { length, size } = Object(items) as { readonly length?: unknown; readonly size?: unknown }
  const known = typeof length === 'number' ? length : size
  return typeof known === 'number' && isCount(known) ? known : null
}
