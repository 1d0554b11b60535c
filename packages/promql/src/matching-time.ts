import { executionError } from './promql-error.ts'

/** So long expressions may be looked for in texts, in each {@link PERIOD_MS}: nothing else goes on meanwhile. */
const LIMIT_MS = 1000
const PERIOD_MS = 2 * LIMIT_MS

/**
 * Time that the expressions of matchers take together, which is bounded: give one to all matchers that are tested in one go.
 *
 * @example
 * const time = new MatchingTime()
 * const tests = matchers.map((matcher) => createMatcher(matcher, time))
 */
export class MatchingTime {
  #sinceMs = 0
  #spentMs = 0

  /** Does one test. @throws PromqlError where all of the time is spent. */
  spend(run: () => boolean): boolean {
    const beganMs = performance.now()
    if (beganMs - this.#sinceMs > PERIOD_MS) {
      this.#sinceMs = beganMs
      this.#spentMs = 0
    }
    if (this.#spentMs > LIMIT_MS) throw executionError('regular expressions take too long to match')
    const fits = run()
    this.#spentMs += performance.now() - beganMs
    return fits
  }
}
