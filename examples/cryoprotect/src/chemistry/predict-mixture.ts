import { mixtureGlassTransition, type GlassFormer } from './gordon-taylor.ts'
import { iceMeltingPoint, idealOsmolality } from './osmolality.ts'
import { classifyMixture, type Permeability } from './permeability.ts'
import type { Solute } from './solute.ts'

/** What the models say of an aqueous mixture. */
export interface MixturePrediction {
  /** Gordon–Taylor, in K; `null` if a component has no published glass transition. */
  readonly glassTransitionKelvin: number | null
  /** Ideal, in osmol per kg of water. */
  readonly osmolality: number
  /** Ideal melting point of ice in the mixture, in K. */
  readonly iceMeltingKelvin: number
  /** Glass transition over ice melting point, both in K: the higher, the easier the mixture vitrifies (Turnbull 1969). */
  readonly reducedGlassTransition: number | null
  readonly permeability: Permeability
  /** Part of the solutes' mass, 0 to 1, whose class is high or moderate. */
  readonly permeatingShare: number
}

/**
 * Predicts the properties of solutes in water, which takes what the mass fractions leave of 1.
 *
 * @example
 * predictMixture([glycerol, trehalose], [0.3, 0.2]).glassTransitionKelvin // 158.6
 */
export function predictMixture(
  solutes: readonly Solute[],
  massFractions: readonly number[],
): MixturePrediction {
  const osmolality = idealOsmolality(solutes, massFractions)
  const iceMeltingKelvin = iceMeltingPoint(osmolality)
  const glassFormers = glassFormersOf(solutes)
  const glassTransitionKelvin = glassFormers && mixtureGlassTransition(glassFormers, massFractions)
  return {
    glassTransitionKelvin,
    osmolality,
    iceMeltingKelvin,
    reducedGlassTransition: glassTransitionKelvin === null ? null : glassTransitionKelvin / iceMeltingKelvin,
    permeability: classifyMixture(
      solutes.map((solute) => solute.permeability),
      solutes.map((solute, index) => ((massFractions[index] ?? 0) * solute.dissociation) / solute.molarMass),
    ),
    permeatingShare: permeatingShare(solutes, massFractions),
  }
}

function glassFormersOf(solutes: readonly Solute[]): GlassFormer[] | null {
  const glassFormers: GlassFormer[] = []
  for (const { glassFormer } of solutes) {
    if (glassFormer === null) return null
    glassFormers.push(glassFormer)
  }
  return glassFormers
}

function permeatingShare(solutes: readonly Solute[], massFractions: readonly number[]): number {
  let permeating = 0
  let total = 0
  for (const [index, solute] of solutes.entries()) {
    const massFraction = massFractions[index] ?? 0
    total += massFraction
    if (solute.permeability !== 'low') permeating += massFraction
  }
  return permeating / total
}
