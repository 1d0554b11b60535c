import { describe, expect, it } from 'vitest'

import { computeDescriptors } from '../../src/chemistry/descriptors.ts'
import { classifyMixture, classifyPermeability } from '../../src/chemistry/permeability.ts'
import { findCryoprotectant } from '../../src/data/cryoprotectants.ts'

describe('classifyPermeability', () => {
  it.each([
    ['dmso', 'high'],
    ['ethylene-glycol', 'high'],
    ['propylene-glycol', 'high'],
    ['methanol', 'high'],
    ['glycerol', 'moderate'],
    ['urea', 'moderate'],
    ['glucose', 'low'],
    ['sucrose', 'low'],
    ['trehalose', 'low'],
    ['betaine', 'low'],
    ['trimethylamine-n-oxide', 'low'],
  ])('%s is %s', (id, expected) => {
    const smiles = findCryoprotectant(id)?.smiles ?? ''
    expect(classifyPermeability(computeDescriptors(smiles))).toBe(expected)
  })
})

describe('classifyMixture', () => {
  it('weights by particles', () => {
    expect(classifyMixture(['high', 'low'], [3, 1])).toBe('high')
    expect(classifyMixture(['high', 'low'], [2.9, 1.1])).toBe('moderate')
    expect(classifyMixture(['moderate', 'low'], [1, 1])).toBe('moderate')
    expect(classifyMixture(['moderate', 'low'], [1, 1.1])).toBe('low')
  })
})
