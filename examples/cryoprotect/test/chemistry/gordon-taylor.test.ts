import { describe, expect, it } from 'vitest'

import type { Cryoprotectant } from '../../src/chemistry/cryoprotectant.ts'
import { glassFormerOf, mixtureGlassTransition } from '../../src/chemistry/gordon-taylor.ts'
import { findCryoprotectant } from '../../src/data/cryoprotectants.ts'

function entry(id: string): Cryoprotectant {
  const found = findCryoprotectant(id)
  if (found === undefined) throw new Error(`${id} is not in the list`)
  return found
}

describe('glassFormerOf', () => {
  it('takes a liquid by the Simha–Boyer rule', () => {
    // 1.261 · 191 / (1 · 136)
    expect(glassFormerOf(entry('glycerol'))?.constant).toBeCloseTo(1.771, 3)
  })

  it('takes a carbohydrate by the relation of Roos', () => {
    // 0.0293 · 62 + 3.61, and 0.0293 · (-9) + 3.61
    expect(glassFormerOf(entry('sucrose'))?.constant).toBeCloseTo(5.4266, 4)
    expect(glassFormerOf(entry('sorbitol'))?.constant).toBeCloseTo(3.3463, 4)
  })

  it('gives null without a published glass transition', () => {
    expect(glassFormerOf(entry('dmso'))).toBeNull()
  })
})

describe('mixtureGlassTransition', () => {
  const glycerol = { glassTransitionKelvin: 191, constant: 1.77 }
  const sucrose = { glassTransitionKelvin: 335.15, constant: 5.43 }

  it('is that of water without a solute and that of the substance without water', () => {
    expect(mixtureGlassTransition([glycerol], [0])).toBe(136)
    expect(mixtureGlassTransition([glycerol], [1])).toBeCloseTo(191, 10)
  })

  it('follows the binary equation', () => {
    // (0.6 · 191 + 1.77 · 0.4 · 136) / (0.6 + 1.77 · 0.4) = 210.888 / 1.308
    expect(mixtureGlassTransition([glycerol], [0.6])).toBeCloseTo(161.229, 3)
  })

  it('adds several substances up, each with its own constant', () => {
    // Numerator 0.3 · 191 / 1.77 + 0.2 · 335.15 / 5.43 + 0.5 · 136 = 112.7173
    // Denominator 0.3 / 1.77 + 0.2 / 5.43 + 0.5 = 0.706324
    expect(mixtureGlassTransition([glycerol, sucrose], [0.3, 0.2])).toBeCloseTo(159.583, 2)
  })

  it('does not depend on how a substance is split', () => {
    expect(mixtureGlassTransition([glycerol, glycerol], [0.1, 0.3])).toBeCloseTo(
      mixtureGlassTransition([glycerol], [0.4]),
      10,
    )
  })

  it('is within 8 K of the measured 164 K for glycerol of 76 % (Inaba and Andersson 2007)', () => {
    expect(Math.abs(mixtureGlassTransition([glycerol], [0.76]) - 164)).toBeLessThan(8)
  })
})
