import { expect, it } from 'vitest'

import type { InstrumentAttributes } from '../../src/attributes.ts'
import { COUNTER, SCOPE } from '../fixtures/definitions.ts'
import { watchAccumulator } from '../fixtures/watched-accumulator.ts'

// Three keys, so that all that can be told apart stays below the limit of series.
const KEYS = ['a', '0', '__proto__']
const VALUES: unknown[] = [
  1,
  '1',
  true,
  'true',
  0,
  '',
  Number.NaN,
  undefined,
  null,
  [1],
  '[1]',
  {},
  'lone \uDFFF',
]

/** Park and Miller's generator: the same numbers at each run. */
function createRandom(): (limit: number) => number {
  let state = 20_261
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647
    return state % limit
  }
}

/** What tells two series apart, worked out the slow way. */
function identityOf(attributes: object): string {
  return JSON.stringify(
    Object.entries(attributes)
      .filter(
        ([, value]) =>
          value !== undefined && value !== null && (typeof value !== 'object' || Array.isArray(value)),
      )
      .map(([key, value]: [string, unknown]) => {
        if (Array.isArray(value)) return [key, 'string', JSON.stringify(value)]
        return [key, typeof value, String(value).toWellFormed()]
      })
      .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  )
}

it('finds the same series as sorting and comparing all attributes does', () => {
  const random = createRandom()
  const { accumulator, read } = watchAccumulator()
  const sum = accumulator.counter(COUNTER, SCOPE)
  const expected = new Map<string, number>()
  for (let step = 0; step < 50_000; step++) {
    const entries = Array.from({ length: random(4) }, () => [KEYS[random(3)], VALUES[random(13)]])
    const attributes = Object.fromEntries(entries) as InstrumentAttributes
    const identity = identityOf(attributes)
    expected.set(identity, (expected.get(identity) ?? 0) + 1)
    sum.add(1, attributes)
  }
  expect(expected.size).toBeGreaterThan(500)
  expect(new Map(read().map(({ attributes, value }) => [identityOf(attributes), value]))).toEqual(expected)
})
