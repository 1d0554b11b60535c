import { RE2JS } from 're2js'

import { BoundedExpression } from './bounded-expression.ts'
import { sizeOfExpression } from './expression-size.ts'
import type { MatchingTime } from './matching-time.ts'
import type { LabelMatcher } from './series-source.ts'

/** What is more than texts with bars between them: those are looked up. */
const SPECIAL = /[\\.+*?()[\]{}^$]/
/** It takes a hundredth of a second to compile so much. */
const MAX_PATTERN = 8192
/** Instructions: so many are compiled in a few hundredths of a second, and a repetition of repetitions has millions. */
const MAX_SIZE = 5000

/**
 * Makes the test of a matcher: whether the value of its label fits, which is empty where there is none.
 *
 * @param time - That of all matchers that are tested in one go; its own unless given.
 * @returns `null` where the expression is none of RE2, or has more than 8,192 characters or repeats more than 5,000, and is
 *   more than a list. The test throws a `PromqlError` where it would take seconds.
 *
 * @example
 * createMatcher({ name: 'route', op: '=~', value: '/api/.*' })?.('/api/molecules') // true
 */
export function createMatcher(
  { op, value }: LabelMatcher,
  time?: MatchingTime,
): ((label: string) => boolean) | null {
  if (op === '=') return (label) => label === value
  if (op === '!=') return (label) => label !== value
  if (!SPECIAL.test(value)) {
    const all = new Set(value.split('|'))
    return op === '=~' ? (label) => all.has(label) : (label) => !all.has(label)
  }
  const expression = compile(value, time)
  if (expression === null) return null
  return op === '=~' ? (label) => expression.matches(label) : (label) => !expression.matches(label)
}

/** What is wrong with an expression, as RE2 says it; `null` where nothing is. */
export function problemOf(pattern: string): string | null {
  if (!SPECIAL.test(pattern)) return null
  if (isTooLarge(pattern)) return 'error parsing regexp: expression too large'
  try {
    RE2JS.compile(pattern)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Compiles an expression that has to match all of a text, line breaks included; `null` where it is none, or too large. */
export function compile(pattern: string, time?: MatchingTime): BoundedExpression | null {
  if (isTooLarge(pattern)) return null
  try {
    return new BoundedExpression(RE2JS.compile(pattern, RE2JS.DOTALL), time)
  } catch {
    return null
  }
}

/** Instructions that an expression is compiled to, about; none for a list, which is looked up. */
export function sizeToCompile(pattern: string): number {
  return SPECIAL.test(pattern) ? sizeOfExpression(pattern) : 0
}

function isTooLarge(pattern: string): boolean {
  return pattern.length > MAX_PATTERN || sizeOfExpression(pattern) > MAX_SIZE
}
