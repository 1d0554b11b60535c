import type { RE2JS } from 're2js'

import { MatchingTime } from './matching-time.ts'
import { executionError } from './promql-error.ts'

type Match = ReturnType<RE2JS['matcher']>

/** Instructions times characters: at the worst a third of a second. */
const MAX_STEPS = 1_000_000

/** An expression that gives up before it holds up its thread: RE2 takes its time for every instruction and character. */
export class BoundedExpression {
  readonly #expression: RE2JS
  readonly #size: number
  readonly #time: MatchingTime

  constructor(expression: RE2JS, time: MatchingTime = new MatchingTime()) {
    this.#expression = expression
    this.#size = expression.programSize()
    this.#time = time
  }

  /** Whether all of a text fits. @throws PromqlError where it would take too long. */
  matches(text: string): boolean {
    this.#check(text)
    return this.#time.spend(() => this.#expression.matches(text))
  }

  /** The groups of a text that fits; `null` where it does not. @throws PromqlError where it would take too long. */
  match(text: string): Match | null {
    this.#check(text)
    const match = this.#expression.matcher(text)
    return this.#time.spend(() => match.matches()) ? match : null
  }

  #check(text: string): void {
    if (this.#size * text.length > MAX_STEPS)
      throw executionError('regular expressions take too long to match')
  }
}
