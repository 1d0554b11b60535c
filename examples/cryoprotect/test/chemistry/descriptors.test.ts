import { describe, expect, it } from 'vitest'

import { computeDescriptors } from '../../src/chemistry/descriptors.ts'

describe('computeDescriptors', () => {
  it('describes glycerol', () => {
    expect(computeDescriptors('OCC(O)CO')).toMatchObject({
      formula: 'C3H8O3',
      hydrogenBondDonors: 3,
      hydrogenBondAcceptors: 3,
      rotatableBonds: 2,
      charged: false,
    })
    expect(computeDescriptors('OCC(O)CO').topologicalPolarSurfaceArea).toBeCloseTo(60.69, 2)
  })

  it('sees the charges of a zwitterion although they add up to 0', () => {
    expect(computeDescriptors('[NH3+]CC([O-])=O').charged).toBe(true)
  })

  it('throws on what is no SMILES', () => {
    expect(() => computeDescriptors('not a molecule')).toThrow(/SMILES|SmilesParser/i)
  })
})
