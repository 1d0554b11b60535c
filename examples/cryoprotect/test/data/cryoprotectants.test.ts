import { Molecule } from 'openchemlib'
import { describe, expect, it } from 'vitest'

import type { Cryoprotectant } from '../../src/chemistry/cryoprotectant.ts'
import { computeDescriptors } from '../../src/chemistry/descriptors.ts'
import { CRYOPROTECTANTS } from '../../src/data/cryoprotectants.ts'

/** IUPAC conventional standard atomic weights of 2021, in g/mol. */
const ATOMIC_WEIGHTS: Readonly<Record<string, number>> = {
  H: 1.008,
  C: 12.011,
  N: 14.007,
  O: 15.999,
  S: 32.06,
  Cl: 35.45,
}

function atomsOf(formula: string): [element: string, count: number][] {
  return [...formula.matchAll(/([A-Z][a-z]?)(\d*)/g)].map(([, element = '', count]) => [
    element,
    Number(count || 1),
  ])
}

/** A formula whatever its order of elements. */
function toKey(formula: string): string {
  return atomsOf(formula)
    .map(([element, count]) => `${element}${count}`)
    .toSorted()
    .join(' ')
}

function massOf(formula: string): number {
  return atomsOf(formula).reduce(
    (sum, [element, count]) => sum + count * (ATOMIC_WEIGHTS[element] ?? Number.NaN),
    0,
  )
}

/** The last digit is the sum of the others, each times its position from the right, modulo 10. */
function hasValidCheckDigit(casNumber: string): boolean {
  const digits = casNumber.replaceAll('-', '').split('').map(Number)
  const check = digits.pop()
  const sum = digits.toReversed().reduce((total, digit, index) => total + digit * (index + 1), 0)
  return sum % 10 === check
}

describe('the curated list', () => {
  it('has at least 30 substances, at least 15 of them with a published glass transition', () => {
    expect(CRYOPROTECTANTS.length).toBeGreaterThanOrEqual(30)
    expect(CRYOPROTECTANTS.filter(({ glassTransition }) => glassTransition).length).toBeGreaterThanOrEqual(15)
  })

  it('names no substance twice, in whatever spelling', () => {
    for (const key of ['id', 'name', 'casNumber'] as const) {
      expect(new Set(CRYOPROTECTANTS.map((entry) => entry[key])).size).toBe(CRYOPROTECTANTS.length)
    }
    const structures = CRYOPROTECTANTS.map(({ smiles }) => Molecule.fromSmiles(smiles).getIDCode())
    expect(new Set(structures).size).toBe(CRYOPROTECTANTS.length)
  })
})

/** Ids of the entries that fail a check, so that a failing test names them. */
function failing(check: (entry: Cryoprotectant) => boolean): string[] {
  return CRYOPROTECTANTS.filter((entry) => !check(entry)).map(({ id }) => id)
}

describe('each entry', () => {
  it('has a CAS number whose check digit is right', () => {
    expect(hasValidCheckDigit('67-68-4')).toBe(false)
    expect(
      failing(({ casNumber }) => /^\d{2,7}-\d{2}-\d$/.test(casNumber) && hasValidCheckDigit(casNumber)),
    ).toEqual([])
  })

  it('has the molar mass of its formula', () => {
    expect(failing(({ formula, molarMass }) => Math.abs(massOf(formula) - molarMass) < 0.001)).toEqual([])
  })

  it('has a structure of that formula', () => {
    expect(
      failing(({ formula, smiles }) => toKey(computeDescriptors(smiles).formula) === toKey(formula)),
    ).toEqual([])
  })

  it('has a structure whose molar mass openchemlib computes within 0.02 g/mol', () => {
    expect(
      failing(({ molarMass, smiles }) => Math.abs(computeDescriptors(smiles).molarMass - molarMass) < 0.02),
    ).toEqual([])
  })

  it('cites the year of its glass transition or says that none is cited', () => {
    expect(
      failing(({ glassTransition, plasticization, note }) =>
        glassTransition === null
          ? plasticization === null && note !== null
          : plasticization !== null && /\(\d{4}\)/.test(glassTransition.source),
      ),
    ).toEqual([])
  })

  it('has a glass transition, where there is one, between those of ethanol and lactose', () => {
    expect(
      failing(({ glassTransition }) => {
        const kelvin = glassTransition?.kelvin ?? 100
        return kelvin >= 97 && kelvin <= 374.15
      }),
    ).toEqual([])
  })
})
