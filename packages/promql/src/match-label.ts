import { RE2JS } from 're2js'

import type { LabelMatcher } from './series-source.ts'

/**
 * Makes the test of a matcher: whether the value of its label fits, which is empty where there is none.
 *
 * @returns `null` where the expression is none of RE2.
 *
 * @example
 * createMatcher({ name: 'route', op: '=~', value: '/api/.*' })?.('/api/molecules') // true
 */
export function createMatcher({ op, value }: LabelMatcher): ((label: string) => boolean) | null {
  if (op === '=') return (label) => label === value
  if (op === '!=') return (label) => label !== value
  const expression = compile(value)
  if (expression === null) return null
  return op === '=~' ? (label) => expression.matches(label) : (label) => !expression.matches(label)
}

/** Compiles an expression that has to match all of a text, line breaks included; `null` where it is none. */
export function compile(pattern: string): RE2JS | null {
  try {
    return RE2JS.compile(pattern, RE2JS.DOTALL)
  } catch {
    return null
  }
}
