import { describe, expect, it } from 'vitest'

import { iceMeltingPoint, idealOsmolality } from '../../src/chemistry/osmolality.ts'

const glycerol = { molarMass: 92.094, dissociation: 1 }
const cholineChloride = { molarMass: 139.623, dissociation: 2 }

describe('idealOsmolality', () => {
  it('counts moles per kg of water, not of solution', () => {
    // 100 g of glycerol in 900 g of water: 100 / 92.094 / 0.9
    expect(idealOsmolality([glycerol], [0.1])).toBeCloseTo(1.2065, 4)
  })

  it('counts the particles of a salt', () => {
    // 2 · 100 / 139.623 / 0.9
    expect(idealOsmolality([cholineChloride], [0.1])).toBeCloseTo(1.5916, 4)
  })

  it('adds substances up over the water that they leave', () => {
    // (100 / 92.094 + 2 · 200 / 139.623) / 0.7
    expect(idealOsmolality([glycerol, cholineChloride], [0.1, 0.2])).toBeCloseTo(5.6439, 3)
  })

  it('is 0 in pure water', () => {
    expect(idealOsmolality([glycerol], [0])).toBe(0)
  })
})

describe('iceMeltingPoint', () => {
  it('falls by 1.86 K per osmol/kg', () => {
    expect(iceMeltingPoint(0)).toBe(273.15)
    expect(iceMeltingPoint(10)).toBeCloseTo(254.55, 10)
  })
})
