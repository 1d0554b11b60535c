import type { MixturePrediction } from '../chemistry/predict-mixture.ts'

/** Most that cells are expected to stand in a vitrification solution, in osmol per kg of water. */
export const MAX_OSMOLALITY = 20

/** Part of the solutes' mass that must enter cells. */
export const MIN_PERMEATING_SHARE = 0.5

/**
 * Gives the score by which the screening ranks a mixture, its reduced glass transition, or `null` if it is no
 * candidate: its glass transition is unknown, it is too concentrated, or too little of it enters cells.
 *
 * The two limits are this example's choice; solubility and toxicity are not judged.
 */
export function scoreOf(prediction: MixturePrediction): number | null {
  const { osmolality, permeatingShare, reducedGlassTransition } = prediction
  return osmolality <= MAX_OSMOLALITY && permeatingShare >= MIN_PERMEATING_SHARE
    ? reducedGlassTransition
    : null
}
