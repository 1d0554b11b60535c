import { describe, expect, it } from 'vitest'

import { PaceCurve } from '../../src/eta/pace-curve.ts'

describe('pace curve', () => {
  it('tells between its points', () => {
    const curve = new PaceCurve()
    curve.add(10, 20)
    curve.add(20, 30)
    expect(curve.secondsAt(5)).toBe(10)
    expect(curve.secondsAt(15)).toBe(25)
    expect(curve.secondsBetween(10, 20)).toBe(10)
  })

  it('stays true when it is thinned, early and late', () => {
    const curve = new PaceCurve()
    const secondsAt = (item: number): number => item ** 1.5
    for (let item = 1; item <= 1_000_000; item++) curve.add(item, secondsAt(item))
    for (const item of [50_000, 123_456, 500_000, 999_999]) {
      expect(Math.abs(curve.secondsAt(item) / secondsAt(item) - 1)).toBeLessThan(0.01)
    }
    expect(curve.secondsAt(1_000_000)).toBe(secondsAt(1_000_000))
  })

  it('takes no point that goes back', () => {
    const curve = new PaceCurve()
    curve.add(10, 20)
    curve.add(5, 30)
    curve.add(20, 10)
    curve.add(Number.NaN, 40)
    expect([curve.items, curve.seconds]).toEqual([10, 20])
  })
})
