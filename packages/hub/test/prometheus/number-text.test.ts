import { describe, expect, it } from 'vitest'
import { toBoundText, toCanonicalBoundText, toValueText } from '../../src/prometheus/number-text.ts'

describe('a number', () => {
  it('is written as Go writes it', () => {
    const values = [0, 1, -1.5, 1e21, 1e-7, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    expect(values.map(toValueText)).toEqual(['0', '1', '-1.5', '1e+21', '1e-7', 'NaN', '+Inf', '-Inf'])
  })

  it('has no exponent as a bound', () => {
    const bounds = [0.005, 1, 2.5, 1e21, 1.25e22, -1e21, 1e-7, 1.5e-9, -2.5e-8, Number.POSITIVE_INFINITY]
    expect(bounds.map(toBoundText)).toEqual([
      '0.005',
      '1',
      '2.5',
      '1000000000000000000000',
      '12500000000000000000000',
      '-1000000000000000000000',
      '0.0000001',
      '0.0000000015',
      '-0.000000025',
      '+Inf',
    ])
  })

  it('has a fraction as a bound of OpenMetrics', () => {
    expect([0.005, 1, -2, 1e21, 1e-7].map(toCanonicalBoundText)).toEqual([
      '0.005',
      '1.0',
      '-2.0',
      '1e+21',
      '1e-7',
    ])
  })
})
