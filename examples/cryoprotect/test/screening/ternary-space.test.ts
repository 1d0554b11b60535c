import { describe, expect, it } from 'vitest'

import { CRYOPROTECTANTS } from '../../src/data/cryoprotectants.ts'
import { CONCENTRATION_GRID, createTernarySpace } from '../../src/screening/ternary-space.ts'

describe('createTernarySpace', () => {
  it('has more than 100,000 mixtures of the curated list, all with at least 40 % of water', () => {
    // 44 · 43 · 42 / 6 choices of three, 4³ assignments of the grid
    expect(createTernarySpace(CRYOPROTECTANTS.length, CONCENTRATION_GRID).size).toBe(13_244 * 64)
    expect(3 * Math.max(...CONCENTRATION_GRID)).toBeCloseTo(0.6, 10)
  })

  it('numbers each mixture of three different substances once', () => {
    const space = createTernarySpace(5, [0.1, 0.2])
    const seen = new Set<string>()
    for (let index = 0; index < space.size; index++) {
      const { substances, massFractions } = space.at(index)
      expect(new Set(substances).size).toBe(3)
      seen.add(JSON.stringify([substances, massFractions]))
    }
    expect(seen.size).toBe(10 * 8)
  })

  it('throws outside of its numbers', () => {
    const space = createTernarySpace(4, [0.1])
    expect(() => space.at(4)).toThrow('No mixture has the number 4: expected 0 to 3')
    expect(() => space.at(-1)).toThrow(RangeError)
  })
})
