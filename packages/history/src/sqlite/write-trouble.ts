/** A disk that was written again and fails so soon after is about as full as before. */
const FLAPPING_MS = 60_000

/** Says that a database cannot be written and when it can again, a few times only where both follow one another. */
export class WriteTrouble {
  readonly #title: string
  readonly #say: (sentence: string) => void
  #isFailing = false
  #isFlapping = false
  #failedMs = Number.NEGATIVE_INFINITY
  #recoveredMs = Number.NEGATIVE_INFINITY

  /** @param title - How people are told of it: `the history`. */
  constructor(title: string, say: (sentence: string) => void) {
    this.#title = title
    this.#say = say
  }

  /** It could not be written. */
  fail(error: unknown): void {
    this.#failedMs = performance.now()
    if (this.#isFailing) return
    this.#isFailing = true
    this.#isFlapping = this.#failedMs - this.#recoveredMs < FLAPPING_MS
    const reason = error instanceof Error ? error.message : String(error)
    this.#say(`${this.#title} cannot be written, it waits in memory: ${reason}`)
  }

  /** It was written: where it flaps, a minute has to pass without a failure. */
  succeed(): void {
    const nowMs = performance.now()
    if (!this.#isFailing || (this.#isFlapping && nowMs - this.#failedMs < FLAPPING_MS)) return
    this.#isFailing = false
    this.#recoveredMs = nowMs
    this.#say(`${this.#title} is written again`)
  }
}
