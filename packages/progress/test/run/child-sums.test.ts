import { expect, it } from 'vitest'

import { ChildSums } from '../../src/run/child-sums.ts'

it('children that ended stay in the sum, with what they did where they knew no total', () => {
  const sums = new ChildSums<{ done: number; total: number | null }>()
  const [first, second, third] = [
    { done: 5, total: 10 },
    { done: 4, total: null },
    { done: 0, total: 20 },
  ]
  for (const child of [first, second, third]) sums.add(child)
  expect(sums.total(9)).toBeNull()
  sums.end(second)
  sums.end(second)
  expect(sums.total(9)).toBe(34)
  sums.end(first)
  expect(sums.total(12)).toBe(37)
  expect(sums.isEmpty).toBe(false)
})
