import type { Descriptors } from './descriptors.ts'

/** How readily a substance crosses a cell membrane by diffusion. */
export type Permeability = 'high' | 'moderate' | 'low'

/** How much of a substance counts as permeating when the class of a mixture is taken. */
const SCORES: Readonly<Record<Permeability, number>> = { high: 1, moderate: 0.5, low: 0 }

/**
 * Estimates the class from charge, polar surface area, size and lipophilicity.
 *
 * A rule of thumb of this example, not a published model. Its thresholds follow the known direction of each effect
 * (a polar surface of up to 60 Å² passes readily: Clark, J. Pharm. Sci. 88 (1999) 807–814; size and lipophilicity:
 * Potts and Guy, Pharm. Res. 9 (1992) 663–669) and were set so that the substances whose behaviour is known come out
 * right: DMSO and the glycols high, glycerol and urea moderate, sugars and zwitterions low.
 */
export function classifyPermeability(descriptors: Descriptors): Permeability {
  const { charged, topologicalPolarSurfaceArea, molarMass, logP } = descriptors
  if (charged || topologicalPolarSurfaceArea > 100 || molarMass > 180 || logP < -2.5) return 'low'
  if (topologicalPolarSurfaceArea <= 60 && molarMass <= 100 && logP >= -1.5) return 'high'
  return 'moderate'
}

/** Class of a mixture: the mean of its solutes' classes, weighted by particles; high from 0.75, moderate from 0.25. */
export function classifyMixture(
  permeabilities: readonly Permeability[],
  osmoles: readonly number[],
): Permeability {
  let weighted = 0
  let total = 0
  for (const [index, permeability] of permeabilities.entries()) {
    const weight = osmoles[index] ?? 0
    weighted += weight * SCORES[permeability]
    total += weight
  }
  const mean = weighted / total
  if (mean >= 0.75) return 'high'
  return mean >= 0.25 ? 'moderate' : 'low'
}
