import { expect, it } from 'vitest'

import { compositionOf, waterMassFraction } from '../../src/chemistry/mixture.ts'

it('names equal mixtures equally, whatever their order and rounding', () => {
  const expected = 'glycerol:0.3,trehalose:0.2'
  const glycerol = { molecule: 'glycerol', massFraction: 0.1 + 0.2 }
  const trehalose = { molecule: 'trehalose', massFraction: 0.2 }
  expect(compositionOf([glycerol, trehalose])).toBe(expected)
  expect(compositionOf([trehalose, glycerol])).toBe(expected)
})

it('leaves the rest to water', () => {
  expect(
    waterMassFraction([
      { molecule: 'glycerol', massFraction: 0.3 },
      { molecule: 'trehalose', massFraction: 0.2 },
    ]),
  ).toBe(0.5)
})
