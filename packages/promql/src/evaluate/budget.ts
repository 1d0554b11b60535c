import { setImmediate } from 'node:timers/promises'

import { executionError, PromqlError } from '../promql-error.ts'

/**
 * How long others wait, but for what cannot be interrupted: reading one series of two weeks, ten milliseconds, or a
 * collection of garbage.
 */
const TURN_MS = 5

/** What one query may cost. */
export interface Limits {
  /** Values in memory at the same time; 50,000,000 by default, as in Prometheus. */
  readonly maxSamples?: number
  /** 120,000 by default, as in Prometheus. */
  readonly timeoutMs?: number
  /** Ends the query when it aborts. */
  readonly signal?: AbortSignal
}

/** Keeps a query within its limits, and lets others have the thread every few milliseconds. */
export class Budget {
  readonly #maxSamples: number
  readonly #timeoutMs: number
  readonly #signal: AbortSignal | null
  readonly #startedMs = performance.now()
  #turnMs = this.#startedMs
  #samples = 0

  constructor({ maxSamples = 50_000_000, timeoutMs = 120_000, signal }: Limits) {
    this.#maxSamples = maxSamples
    this.#timeoutMs = timeoutMs
    this.#signal = signal ?? null
    this.#assertAlive(this.#startedMs)
  }

  /** Counts values that are in memory now. @throws PromqlError where there are too many. */
  take(samples: number): void {
    this.assertRoom(samples)
    this.#samples += samples
  }

  /** Sees that so many more could be. @throws PromqlError where they are too many. */
  assertRoom(samples: number): void {
    if (this.#samples + samples > this.#maxSamples) {
      throw executionError('query processing would load too many samples into memory in query execution')
    }
  }

  /** Values are not in memory any more. */
  give(samples: number): void {
    this.#samples -= samples
  }

  /** Whether it is time to {@link rest}. */
  get isDue(): boolean {
    return performance.now() - this.#turnMs > TURN_MS
  }

  /** Lets others have the thread. @throws PromqlError where the query was given up or takes too long. */
  async rest(): Promise<void> {
    await setImmediate()
    this.#turnMs = performance.now()
    this.#assertAlive(this.#turnMs)
  }

  #assertAlive(nowMs: number): void {
    if (this.#signal?.aborted === true)
      throw new PromqlError('canceled', 'query was canceled in expression evaluation')
    if (nowMs - this.#startedMs > this.#timeoutMs)
      throw new PromqlError('timeout', 'query timed out in expression evaluation')
  }
}
