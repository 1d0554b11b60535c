import { trackDatabaseOperation } from '@cryo/monitoring'

import { compositionOf, waterMassFraction, type MixtureComponent } from '../chemistry/mixture.ts'
import type { MixturePrediction } from '../chemistry/predict-mixture.ts'
import type { Database } from './database.ts'

/** A mixture with what was predicted of it. */
export interface PredictedMixture {
  readonly components: readonly MixtureComponent[]
  readonly prediction: MixturePrediction
}

/**
 * Writes mixtures, their components and their predictions in one statement and gives the mixtures' ids by composition
 * (see `compositionOf`). A mixture that is known already keeps its id and gets the new prediction. No mixture may be
 * given twice.
 */
export const savePredictions: (
  database: Database,
  mixtures: readonly PredictedMixture[],
) => Promise<Map<string, string>> = trackDatabaseOperation({
  name: 'save_predictions',
  itemsCount: (saved: Map<string, string>) => saved.size,
})(async function savePredictions(database: Database, mixtures: readonly PredictedMixture[]) {
  const input = mixtures.map(({ components, prediction }) => ({
    composition: compositionOf(components),
    water: waterMassFraction(components),
    components: components.map(({ molecule, massFraction }) => ({ molecule, mass_fraction: massFraction })),
    tg: prediction.glassTransitionKelvin,
    osmolality: prediction.osmolality,
    tm: prediction.iceMeltingKelvin,
    trg: prediction.reducedGlassTransition,
    permeability: prediction.permeability,
    share: prediction.permeatingShare,
  }))
  const { rows } = await database.query<{ id: string; composition: string }>(SAVE, [JSON.stringify(input)])
  return new Map(rows.map(({ composition, id }) => [composition, id]))
})

const SAVE = `
WITH input AS (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS input (
    composition text, water double precision, components jsonb, tg double precision, osmolality double precision,
    tm double precision, trg double precision, permeability text, share double precision
  )
), mixture AS (
  INSERT INTO mixtures (composition, water_mass_fraction)
  SELECT composition, water FROM input
  ON CONFLICT (composition) DO UPDATE SET composition = excluded.composition
  RETURNING id, composition
), component AS (
  INSERT INTO mixture_components (mixture_id, molecule_id, mass_fraction)
  SELECT mixture.id, part.molecule, part.mass_fraction
  FROM input JOIN mixture USING (composition),
    jsonb_to_recordset(input.components) AS part (molecule text, mass_fraction double precision)
  ON CONFLICT DO NOTHING
), prediction AS (
  INSERT INTO predictions (
    mixture_id, glass_transition_kelvin, osmolality, ice_melting_kelvin, reduced_glass_transition, permeability,
    permeating_share
  )
  SELECT mixture.id, tg, osmolality, tm, trg, permeability, share
  FROM input JOIN mixture USING (composition)
  ON CONFLICT (mixture_id) DO UPDATE SET
    glass_transition_kelvin = excluded.glass_transition_kelvin, osmolality = excluded.osmolality,
    ice_melting_kelvin = excluded.ice_melting_kelvin,
    reduced_glass_transition = excluded.reduced_glass_transition, permeability = excluded.permeability,
    permeating_share = excluded.permeating_share, predicted_at = now()
)
SELECT id::text, composition FROM mixture`
