import { trackDatabaseOperation } from '@cryo/monitoring'

import type { Database } from './database.ts'

/** How many records of each kind the database holds. */
export interface RecordCounts {
  readonly molecules: number
  readonly mixtures: number
  readonly predictions: number
  readonly experiments: number
}

/** Counts the records of the domain. */
export const countRecords: (database: Database) => Promise<RecordCounts> = trackDatabaseOperation({
  name: 'count_records',
})(async function countRecords(database: Database) {
  const { rows } = await database.query<RecordCounts>(
    `SELECT (SELECT count(*)::int FROM molecules) AS molecules,
        (SELECT count(*)::int FROM mixtures) AS mixtures,
        (SELECT count(*)::int FROM predictions) AS predictions,
        (SELECT count(*)::int FROM experiments) AS experiments`,
  )
  return rows[0] ?? { molecules: 0, mixtures: 0, predictions: 0, experiments: 0 }
})
