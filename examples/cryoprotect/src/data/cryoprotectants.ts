import type { Cryoprotectant } from '../chemistry/cryoprotectant.ts'

import { ALCOHOLS } from './alcohols.ts'
import { AMIDES_AND_SULFOXIDES } from './amides-and-sulfoxides.ts'
import { CARBOHYDRATES } from './carbohydrates.ts'
import { OSMOLYTES } from './osmolytes.ts'

/** The curated list: 44 substances that cryobiology uses or has tried, 16 with a published glass transition. */
export const CRYOPROTECTANTS: readonly Cryoprotectant[] = [
  ...ALCOHOLS,
  ...AMIDES_AND_SULFOXIDES,
  ...CARBOHYDRATES,
  ...OSMOLYTES,
]

const byId = new Map(CRYOPROTECTANTS.map((entry) => [entry.id, entry]))

/** Looks an entry up by its id, for example `glycerol`. */
export function findCryoprotectant(id: string): Cryoprotectant | undefined {
  return byId.get(id)
}
