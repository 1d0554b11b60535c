import { createMatcher, MatchingTime } from '@cryo/promql'
import type { LabelMatcher } from '@cryo/promql'

import type { LabelPairs } from './label-pairs.ts'

/** Whether the pairs of a series, a part of an array, fit. */
type Fits = (pool: Uint32Array, from: number, to: number) => boolean

/** Makes the test of all matchers together; `null` where one of them is none of RE2. */
export function compileMatchers(matchers: readonly LabelMatcher[], pairs: LabelPairs): Fits | null {
  const tests: Fits[] = []
  const time = new MatchingTime()
  for (const matcher of matchers) {
    const fits =
      matcher.op === '=' && matcher.value !== ''
        ? compileEqual(matcher, pairs)
        : compile(matcher, pairs, time)
    if (fits === null) return null
    tests.push(fits)
  }
  return (pool, from, to) => tests.every((fits) => fits(pool, from, to))
}

function compileEqual({ name, value }: LabelMatcher, pairs: LabelPairs): Fits {
  const wanted = pairs.find(name, value)
  return (pool, from, to) => {
    for (let index = from; index < to; index++) if (pool[index] === wanted) return true
    return false
  }
}

function compile(matcher: LabelMatcher, pairs: LabelPairs, time: MatchingTime): Fits | null {
  const test = createMatcher(matcher, time)
  if (test === null) return null
  const fitsNone = test('')
  // Each value is tested once, however many series have it.
  const tested = new Map<number, boolean>()
  return (pool, from, to) => {
    for (let index = from; index < to; index++) {
      const pair = pool[index] ?? 0
      if (pairs.name(pair) !== matcher.name) continue
      let fits = tested.get(pair)
      if (fits === undefined) tested.set(pair, (fits = test(pairs.value(pair))))
      return fits
    }
    return fitsNone
  }
}
