import { predictMixture } from '../chemistry/predict-mixture.ts'
import type { Solute } from '../chemistry/solute.ts'
import type { PredictedMixture } from '../database/save-predictions.ts'
import { scoreOf } from './acceptance.ts'
import type { BestList } from './best-list.ts'
import type { TernarySpace } from './ternary-space.ts'

/** A mixture that passed, with its number in the space. */
export interface ScreenedMixture extends PredictedMixture {
  readonly index: number
}

/**
 * Predicts the mixtures numbered `from` up to `to` (exclusive) and offers those that pass to the list. Gives the
 * number that passed.
 */
export function screenRange(
  space: TernarySpace,
  solutes: readonly Solute[],
  best: BestList<ScreenedMixture>,
  from: number,
  to: number,
): number {
  let accepted = 0
  for (let index = from; index < to; index++) {
    const { substances, massFractions } = space.at(index)
    const parts = substances.flatMap((substance) => solutes[substance] ?? [])
    const prediction = predictMixture(parts, massFractions)
    const score = scoreOf(prediction)
    if (score === null) continue
    accepted++
    if (score > best.threshold)
      best.offer(score, { index, components: componentsOf(parts, massFractions), prediction })
  }
  return accepted
}

function componentsOf(
  parts: readonly Solute[],
  massFractions: readonly number[],
): PredictedMixture['components'] {
  return parts.map(({ id }, position) => ({ molecule: id, massFraction: massFractions[position] ?? 0 }))
}
