import { createSolute, type Solute } from '../src/chemistry/solute.ts'
import { CRYOPROTECTANTS, findCryoprotectant } from '../src/data/cryoprotectants.ts'

/** All solutes of the curated list, by id. */
export function allSolutes(): Map<string, Solute> {
  return new Map(CRYOPROTECTANTS.map((entry) => [entry.id, createSolute(entry)]))
}

/** Some solutes of the curated list. */
export function solutesOf(...ids: readonly string[]): Solute[] {
  return ids.map((id) => {
    const entry = findCryoprotectant(id)
    if (entry === undefined) throw new Error(`${id} is not in the list`)
    return createSolute(entry)
  })
}
