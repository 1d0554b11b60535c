import { trackDatabaseOperation } from '@cryo/monitoring'

import type { Database } from './database.ts'

/** How a run of the screening job ended. */
export type ScreeningEnd = 'completed' | 'interrupted' | 'failed'

/** How far a run of the screening job has come, in candidates. */
export interface ScreeningCounts {
  readonly screened: number
  readonly accepted: number
}

/**
 * Notes that a run has started and gives its id. An earlier run with the id `resumed`, where the database knows it, goes
 * on.
 */
export const beginScreening: (
  database: Database,
  candidates: number,
  resumed: string | null,
) => Promise<string> = trackDatabaseOperation({ name: 'begin_screening' })(async function beginScreening(
  database: Database,
  candidates: number,
  resumed: string | null,
) {
  const { rows } = await database.query<{ id: string }>(BEGIN, [candidates, resumed])
  const id = rows[0]?.id
  if (id === undefined) throw new Error('PostgreSQL gave no id for the screening')
  return id
})

const BEGIN = `
WITH resumed AS (
  UPDATE screenings SET state = 'running', ended_at = NULL
  WHERE id = $2 AND candidates = $1 AND state <> 'completed'
  RETURNING id
), started AS (
  INSERT INTO screenings (state, candidates) SELECT 'running', $1 WHERE NOT EXISTS (SELECT FROM resumed)
  RETURNING id
)
SELECT id::text FROM resumed UNION ALL SELECT id::text FROM started`

/** Notes how a run ended and how far it came. */
export const endScreening: (
  database: Database,
  id: string,
  state: ScreeningEnd,
  counts: ScreeningCounts,
) => Promise<void> = trackDatabaseOperation({ name: 'end_screening' })(async function endScreening(
  database: Database,
  id: string,
  state: ScreeningEnd,
  { screened, accepted }: ScreeningCounts,
) {
  await database.query(
    `UPDATE screenings SET state = $2, screened = $3, accepted = $4, ended_at = now() WHERE id = $1`,
    [id, state, screened, accepted],
  )
})
