import type { Cryoprotectant } from './cryoprotectant.ts'
import { computeDescriptors, type Descriptors } from './descriptors.ts'
import { glassFormerOf, type GlassFormer } from './gordon-taylor.ts'
import type { Osmolyte } from './osmolality.ts'
import { classifyPermeability, type Permeability } from './permeability.ts'

/** An entry of the list with everything that a prediction needs, computed once. */
export interface Solute extends Osmolyte {
  readonly id: string
  readonly descriptors: Descriptors
  readonly permeability: Permeability
  /** `null` where no glass transition is published. */
  readonly glassFormer: GlassFormer | null
}

/** Computes descriptors, permeability class and Gordon–Taylor constant of an entry. */
export function createSolute(entry: Cryoprotectant): Solute {
  const descriptors = computeDescriptors(entry.smiles)
  return {
    id: entry.id,
    molarMass: entry.molarMass,
    dissociation: entry.dissociation,
    descriptors,
    permeability: classifyPermeability(descriptors),
    glassFormer: glassFormerOf(entry),
  }
}
