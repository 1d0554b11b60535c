import { trackDatabaseOperation } from '@cryo/monitoring'

import type { Permeability } from '../chemistry/permeability.ts'
import { countRows } from './count-rows.ts'
import type { Database } from './database.ts'

/** A molecule as the API shows it. */
export interface MoleculeRecord {
  readonly id: string
  readonly name: string
  readonly casNumber: string
  readonly smiles: string
  readonly formula: string
  /** In g/mol. */
  readonly molarMass: number
  readonly glassTransitionKelvin: number | null
  readonly glassTransitionSource: string | null
  readonly permeability: Permeability
  readonly note: string | null
}

const COLUMNS = `id, name, cas_number AS "casNumber", smiles, formula, molar_mass AS "molarMass",
  glass_transition_kelvin AS "glassTransitionKelvin", glass_transition_source AS "glassTransitionSource",
  permeability, note`

/** Lists all molecules by name. */
export const listMolecules: (database: Database) => Promise<MoleculeRecord[]> = trackDatabaseOperation({
  name: 'list_molecules',
  itemsCount: countRows,
})(async function listMolecules(database: Database) {
  const { rows } = await database.query<MoleculeRecord>(`SELECT ${COLUMNS} FROM molecules ORDER BY name`)
  return rows
})

/** Finds a molecule by its id. */
export const findMolecule: (database: Database, id: string) => Promise<MoleculeRecord | undefined> =
  trackDatabaseOperation({ name: 'find_molecule' })(async function findMolecule(
    database: Database,
    id: string,
  ) {
    const { rows } = await database.query<MoleculeRecord>(`SELECT ${COLUMNS} FROM molecules WHERE id = $1`, [
      id,
    ])
    return rows[0]
  })
