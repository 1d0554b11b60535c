/** Gives the items of a loop one by one; a signal that aborts ends the wait for the next. */
export class ItemSource<T> {
  readonly #items: AsyncIterable<T>
  /** Opened with the first item that is asked for. */
  #iterator: AsyncIterator<T> | null = null
  readonly #signals: readonly AbortSignal[]
  /** Ends the wait for an item. */
  #stop = (): void => {}
  readonly #onAbort = (): void => this.#stop()
  /** Whether an item was asked for that has not come. */
  #isPending = false
  /** Whether nothing more can come: all came, or the items threw. */
  #isOver = false
  #isExhausted = false

  /** @param signals - Those that are given. */
  constructor(items: Iterable<T> | AsyncIterable<T>, signals: readonly (AbortSignal | null | undefined)[]) {
    this.#items = isAsync(items) ? items : toAsync(items)
    this.#signals = signals.filter((signal) => signal !== null && signal !== undefined)
    for (const signal of this.#signals) signal.addEventListener('abort', this.#onAbort)
  }

  /** Whether all items came. */
  get isExhausted(): boolean {
    return this.#isExhausted
  }

  /**
   * The next item; `null` where there is none any more, or a signal has aborted.
   *
   * @throws What the items throw.
   */
  next(): Promise<{ readonly item: T } | null> {
    if (this.#isOver || this.#signals.some(({ aborted }) => aborted)) return Promise.resolve(null)
    return new Promise((resolve, reject) => {
      this.#stop = () => resolve(null)
      this.#pull().then(resolve, reject)
    })
  }

  /** Lets go of the items; what was asked for and has not come is not waited for. */
  async close(): Promise<void> {
    for (const signal of this.#signals) signal.removeEventListener('abort', this.#onAbort)
    if (this.#isOver) return
    this.#isOver = true
    const closing = this.#return()
    if (this.#isPending) closing.catch(() => {})
    else await closing
  }

  async #pull(): Promise<{ readonly item: T } | null> {
    this.#isPending = true
    try {
      this.#iterator ??= this.#items[Symbol.asyncIterator]()
      const { done, value } = await this.#iterator.next()
      if (done !== true) return { item: value }
      this.#isOver = true
      this.#isExhausted = true
      return null
    } catch (error) {
      this.#isOver = true
      throw error
    } finally {
      this.#isPending = false
    }
  }

  async #return(): Promise<void> {
    await this.#iterator?.return?.()
  }
}

function isAsync<T>(items: Iterable<T> | AsyncIterable<T>): items is AsyncIterable<T> {
  // Of a text, too, which is no object.
  return Symbol.asyncIterator in Object(items)
}

async function* toAsync<T>(items: Iterable<T>): AsyncGenerator<T, void, undefined> {
  yield* items
}
