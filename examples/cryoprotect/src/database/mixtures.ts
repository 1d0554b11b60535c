import { trackDatabaseOperation } from '@cryo/monitoring'

import type { MixtureComponent } from '../chemistry/mixture.ts'
import type { MixturePrediction } from '../chemistry/predict-mixture.ts'
import { MAX_OSMOLALITY, MIN_PERMEATING_SHARE } from '../screening/acceptance.ts'
import { countRows } from './count-rows.ts'
import type { Database } from './database.ts'

/** A mixture as the API shows it. */
export interface MixtureRecord {
  /** A bigint, as text. */
  readonly id: string
  readonly components: readonly MixtureComponent[]
  readonly waterMassFraction: number
  readonly prediction: MixturePrediction
  readonly experiments: number
}

/** Which part of a list to show. */
export interface Page {
  readonly limit: number
  readonly offset: number
}

const SELECT = `
SELECT mixtures.id::text,
  (SELECT jsonb_agg(jsonb_build_object('molecule', molecule_id, 'massFraction', mass_fraction) ORDER BY molecule_id)
   FROM mixture_components WHERE mixture_id = mixtures.id) AS components,
  water_mass_fraction AS "waterMassFraction",
  jsonb_build_object(
    'glassTransitionKelvin', glass_transition_kelvin, 'osmolality', osmolality,
    'iceMeltingKelvin', ice_melting_kelvin, 'reducedGlassTransition', reduced_glass_transition,
    'permeability', permeability, 'permeatingShare', permeating_share) AS prediction,
  (SELECT count(*)::int FROM experiments WHERE mixture_id = mixtures.id) AS experiments
FROM mixtures JOIN predictions ON mixture_id = mixtures.id`

/** Lists mixtures, the newest first. */
export const listMixtures: (database: Database, page: Page) => Promise<MixtureRecord[]> =
  trackDatabaseOperation({ name: 'list_mixtures', itemsCount: countRows })(async function listMixtures(
    database: Database,
    { limit, offset }: Page,
  ) {
    const { rows } = await database.query<MixtureRecord>(
      `${SELECT} ORDER BY mixtures.id DESC LIMIT $1 OFFSET $2`,
      [limit, offset],
    )
    return rows
  })

/** Finds a mixture by its id. */
export const findMixture: (database: Database, id: string) => Promise<MixtureRecord | undefined> =
  trackDatabaseOperation({ name: 'find_mixture' })(async function findMixture(
    database: Database,
    id: string,
  ) {
    const { rows } = await database.query<MixtureRecord>(`${SELECT} WHERE mixtures.id = $1`, [id])
    return rows[0]
  })

/** Lists those mixtures with the highest reduced glass transition that the screening would accept. */
export const listBestMixtures: (database: Database, limit: number) => Promise<MixtureRecord[]> =
  trackDatabaseOperation({ name: 'list_best_mixtures', itemsCount: countRows })(
    async function listBestMixtures(database: Database, limit: number) {
      const { rows } = await database.query<MixtureRecord>(
        `${SELECT} WHERE reduced_glass_transition IS NOT NULL AND osmolality <= $2 AND permeating_share >= $3
       ORDER BY reduced_glass_transition DESC LIMIT $1`,
        [limit, MAX_OSMOLALITY, MIN_PERMEATING_SHARE],
      )
      return rows
    },
  )
