import { setImmediate } from 'node:timers/promises'

/** How long others wait at most. */
const TURN_MS = 5

/** Lets others have the thread every few milliseconds. */
export class Turn {
  readonly #signal: AbortSignal | null
  #startedMs = performance.now()

  constructor(signal: AbortSignal | null) {
    this.#signal = signal
  }

  get signal(): AbortSignal | null {
    return this.#signal
  }

  get isAborted(): boolean {
    return this.#signal?.aborted === true
  }

  /** Whether others have waited long enough. */
  get isDue(): boolean {
    return performance.now() - this.#startedMs > TURN_MS
  }

  async rest(): Promise<void> {
    await setImmediate()
    this.#startedMs = performance.now()
  }
}
