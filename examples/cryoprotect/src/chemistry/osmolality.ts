import { CRYOSCOPIC_CONSTANT, ICE_MELTING_KELVIN } from './water.ts'

/** What a substance contributes to the osmolality. */
export interface Osmolyte {
  /** In g/mol. */
  readonly molarMass: number
  /** Particles per formula unit. */
  readonly dissociation: number
}

/**
 * Ideal osmolality in osmol per kg of water (van 't Hoff, osmotic coefficient 1): Σ i·n per kg of water.
 *
 * Real solutions above about 1 osmol/kg deviate; the figure ranks mixtures, it does not replace an osmometer. Water
 * takes what the mass fractions leave of 1.
 *
 * @example
 * idealOsmolality([{ molarMass: 92.094, dissociation: 1 }], [0.1]) // 1.207
 */
export function idealOsmolality(substances: readonly Osmolyte[], massFractions: readonly number[]): number {
  let water = 1
  let osmolesPerGram = 0
  for (const [index, substance] of substances.entries()) {
    const massFraction = massFractions[index] ?? 0
    water -= massFraction
    osmolesPerGram += (substance.dissociation * massFraction) / substance.molarMass
  }
  return (1000 * osmolesPerGram) / water
}

/** Melting point of ice in K in a solution of this osmolality, by ideal freezing-point depression of 1.86 K·kg/osmol. */
export function iceMeltingPoint(osmolality: number): number {
  return ICE_MELTING_KELVIN - CRYOSCOPIC_CONSTANT * osmolality
}
