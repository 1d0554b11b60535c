import { trackDatabaseOperation } from '@cryo/monitoring'

import type { Cryoprotectant } from '../chemistry/cryoprotectant.ts'
import type { Solute } from '../chemistry/solute.ts'
import type { Database } from './database.ts'

/** Writes the curated list, replacing what an earlier version of it left. */
export const seedMolecules: (
  database: Database,
  entries: readonly Cryoprotectant[],
  solutes: ReadonlyMap<string, Solute>,
) => Promise<void> = trackDatabaseOperation({ name: 'seed_molecules' })(
  async function seedMolecules(database, entries, solutes) {
    const rows = entries.map((entry) => ({
      id: entry.id,
      name: entry.name,
      cas_number: entry.casNumber,
      smiles: entry.smiles,
      formula: entry.formula,
      molar_mass: entry.molarMass,
      glass_transition_kelvin: entry.glassTransition?.kelvin ?? null,
      glass_transition_source: entry.glassTransition?.source ?? null,
      permeability: solutes.get(entry.id)?.permeability,
      note: entry.note,
    }))
    await database.query(
      `INSERT INTO molecules
     SELECT * FROM jsonb_populate_recordset(NULL::molecules, $1)
     ON CONFLICT (id) DO UPDATE SET
       name = excluded.name, cas_number = excluded.cas_number, smiles = excluded.smiles,
       formula = excluded.formula, molar_mass = excluded.molar_mass,
       glass_transition_kelvin = excluded.glass_transition_kelvin,
       glass_transition_source = excluded.glass_transition_source,
       permeability = excluded.permeability, note = excluded.note`,
      [JSON.stringify(rows)],
    )
  },
)
