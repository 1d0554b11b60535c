import { describe, expect, it } from 'vitest'

import { createBestList } from '../../src/screening/best-list.ts'

describe('createBestList', () => {
  it('keeps the best of many, the best first', () => {
    const best = createBestList<number>(10)
    // 7919 is a prime, so this goes through 0 to 9,999 in an order of its own.
    for (let index = 0; index < 10_000; index++) {
      const score = (index * 7_919) % 10_000
      best.offer(score, score)
    }
    expect(best.items()).toEqual([9_999, 9_998, 9_997, 9_996, 9_995, 9_994, 9_993, 9_992, 9_991, 9_990])
    expect(best.threshold).toBe(9_990)
  })

  it('keeps all while there is room', () => {
    const best = createBestList<string>(3)
    expect(best.threshold).toBe(-Infinity)
    best.offer(1, 'one')
    best.offer(2, 'two')
    expect(best.items()).toEqual(['two', 'one'])
  })

  it('keeps the first of equals', () => {
    const best = createBestList<string>(1)
    best.offer(1, 'first')
    best.offer(1, 'second')
    expect(best.items()).toEqual(['first'])
  })

  it('keeps nothing without a score', () => {
    const best = createBestList<string>(1)
    best.offer(Number.NaN, 'none')
    expect(best.items()).toEqual([])
  })
})
