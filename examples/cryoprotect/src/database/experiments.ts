import { trackDatabaseOperation } from '@cryo/monitoring'

import type { Database } from './database.ts'

/** A measurement of a mixture. */
export interface Experiment {
  /** A bigint, as text. */
  readonly mixtureId: string
  readonly glassTransitionKelvin: number
  readonly coolingRateKelvinPerMinute: number
  readonly note: string | null
}

/** Writes a measurement and gives its id, or `undefined` if there is no such mixture. */
export const saveExperiment: (database: Database, experiment: Experiment) => Promise<string | undefined> =
  trackDatabaseOperation({ name: 'save_experiment' })(async function saveExperiment(
    database: Database,
    experiment: Experiment,
  ) {
    const { rows } = await database.query<{ id: string }>(
      `INSERT INTO experiments (mixture_id, glass_transition_kelvin, cooling_rate_kelvin_per_minute, note)
       SELECT id, $2, $3, $4 FROM mixtures WHERE id = $1
       RETURNING id::text`,
      [
        experiment.mixtureId,
        experiment.glassTransitionKelvin,
        experiment.coolingRateKelvinPerMinute,
        experiment.note,
      ],
    )
    return rows[0]?.id
  })
