import { ApiError } from './api-error.ts'

/** Settings of a {@link QueryGate}. */
export interface QueryGateOptions {
  /** Queries that run at the same time; 4 by default: they share one thread. */
  readonly maxRunning?: number
  /** Queries that wait; 64 by default. */
  readonly maxWaiting?: number
}

/** Lets a few queries run at a time, and the others wait in the order in which they came. */
export class QueryGate {
  readonly #maxRunning: number
  readonly #maxWaiting: number
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor({ maxRunning = 4, maxWaiting = 64 }: QueryGateOptions = {}) {
    this.#maxRunning = maxRunning
    this.#maxWaiting = maxWaiting
  }

  /**
   * Runs a query when it is its turn.
   *
   * @param signal - Of the request: one that is given up while it waits does not run.
   * @throws ApiError `unavailable` where too many wait, `canceled` and `timeout` for one that waited in vain.
   */
  async run<T>(signal: AbortSignal, query: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#maxRunning) await this.#wait(signal)
    else this.#running++
    try {
      return await query()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#running--
      else next()
    }
  }

  async #wait(signal: AbortSignal): Promise<void> {
    if (this.#waiting.length >= this.#maxWaiting) {
      throw new ApiError('unavailable', `${this.#maxWaiting} queries wait already: come again later`)
    }
    const turn = Promise.withResolvers<void>()
    const leave = (): void => {
      const index = this.#waiting.indexOf(turn.resolve)
      if (index === -1) return
      this.#waiting.splice(index, 1)
      turn.reject(
        isTimeout(signal)
          ? new ApiError('timeout', 'query timed out in query queue')
          : new ApiError('canceled', 'query was canceled in query queue'),
      )
    }
    this.#waiting.push(turn.resolve)
    signal.addEventListener('abort', leave, { once: true })
    if (signal.aborted) leave()
    try {
      await turn.promise
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }
}

/** Whether a request was given up because it took too long. */
export function isTimeout(signal: AbortSignal): boolean {
  return signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError'
}
