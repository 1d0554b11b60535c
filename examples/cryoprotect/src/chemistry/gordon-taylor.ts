import type { Cryoprotectant } from './cryoprotectant.ts'
import { WATER_DENSITY, WATER_GLASS_TRANSITION_KELVIN } from './water.ts'

/** A dry substance in a mixture, as the Gordon–Taylor equation sees it. */
export interface GlassFormer {
  readonly glassTransitionKelvin: number
  /** Gordon–Taylor constant against water, without unit. */
  readonly constant: number
}

/**
 * Gives a substance's glass transition and its Gordon–Taylor constant k against water, or `null` where no glass
 * transition is published.
 *
 * Sugars and sugar alcohols: k = 0.0293 Tg/°C + 3.61 (Roos, Carbohydr. Res. 238 (1993) 39–48). Liquids: the
 * Simha–Boyer rule k = ρ Tg / (ρ_water Tg_water) (Simha and Boyer, J. Chem. Phys. 37 (1962) 1003–1007).
 */
export function glassFormerOf(entry: Cryoprotectant): GlassFormer | null {
  const { glassTransition, plasticization } = entry
  if (glassTransition === null || plasticization === null) return null
  const { kelvin } = glassTransition
  const constant =
    plasticization.kind === 'carbohydrate'
      ? 0.0293 * (kelvin - 273.15) + 3.61
      : (plasticization.densityGramsPerCubicCentimetre * kelvin) /
        (WATER_DENSITY * WATER_GLASS_TRANSITION_KELVIN)
  return { glassTransitionKelvin: kelvin, constant }
}

/**
 * Glass transition in K of several substances in water by the Gordon–Taylor equation (J. Appl. Chem. 2 (1952)
 * 493–500), written for any number of components: Tg = Σ (w Tg / k) / Σ (w / k), with k = 1 for water.
 *
 * With one substance this is the usual Tg = (w₁ Tg₁ + k w₂ Tg₂) / (w₁ + k w₂). Water takes what the mass fractions
 * leave of 1.
 *
 * @example
 * mixtureGlassTransition([{ glassTransitionKelvin: 191, constant: 1.77 }], [0.6]) // 161.1
 */
export function mixtureGlassTransition(
  substances: readonly GlassFormer[],
  massFractions: readonly number[],
): number {
  let water = 1
  let weighted = 0
  let weights = 0
  for (const [index, substance] of substances.entries()) {
    const massFraction = massFractions[index] ?? 0
    water -= massFraction
    weighted += (massFraction * substance.glassTransitionKelvin) / substance.constant
    weights += massFraction / substance.constant
  }
  return (weighted + water * WATER_GLASS_TRANSITION_KELVIN) / (weights + water)
}
