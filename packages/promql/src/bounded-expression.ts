import type { RE2JS } from 're2js'

import { executionError } from './promql-error.ts'

type Match = ReturnType<RE2JS['matcher']>

/** Instructions times characters: at the worst a third of a second. */
const MAX_STEPS = 1_000_000
/** So long an expression may be looked for in texts of any number, in each {@link PERIOD_MS}: nothing else goes on meanwhile. */
const LIMIT_MS = 1000
const PERIOD_MS = 2 * LIMIT_MS
/** Characters of an expression in a message. */
const MAX_SHOWN = 100

/** An expression that gives up before it holds up its thread: RE2 takes its time for every instruction and character. */
export class BoundedExpression {
  readonly #expression: RE2JS
  readonly #size: number
  #sinceMs = 0
  #spentMs = 0

  constructor(expression: RE2JS) {
    this.#expression = expression
    this.#size = expression.programSize()
  }

  /** Whether all of a text fits. @throws PromqlError where it would take too long. */
  matches(text: string): boolean {
    return this.#take(text, () => this.#expression.matches(text))
  }

  /** The groups of a text that fits; `null` where it does not. @throws PromqlError where it would take too long. */
  match(text: string): Match | null {
    const match = this.#expression.matcher(text)
    return this.#take(text, () => match.matches()) ? match : null
  }

  #take(text: string, run: () => boolean): boolean {
    const beganMs = performance.now()
    if (beganMs - this.#sinceMs > PERIOD_MS) {
      this.#sinceMs = beganMs
      this.#spentMs = 0
    }
    if (this.#size * text.length > MAX_STEPS || this.#spentMs > LIMIT_MS) {
      const shown = this.#expression.pattern().slice(0, MAX_SHOWN)
      throw executionError(`regular expression takes too long to match: ${shown}`)
    }
    const fits = run()
    this.#spentMs += performance.now() - beganMs
    return fits
  }
}
