import { trackDatabaseOperation } from '@cryo/monitoring'

import type { Database } from './database.ts'

/** How a run of the screening job ended. */
export type ScreeningEnd = 'completed' | 'interrupted' | 'failed'

/** How far a run of the screening job has come, in candidates. */
export interface ScreeningCounts {
  readonly screened: number
  readonly accepted: number
}

/** Notes that a run has started and gives its id. */
export const startScreening: (database: Database, candidates: number) => Promise<string> =
  trackDatabaseOperation({ name: 'start_screening' })(async function startScreening(
    database: Database,
    candidates: number,
  ) {
    const { rows } = await database.query<{ id: string }>(
      `INSERT INTO screenings (state, candidates) VALUES ('running', $1) RETURNING id::text`,
      [candidates],
    )
    const id = rows[0]?.id
    if (id === undefined) throw new Error('PostgreSQL gave no id for the screening')
    return id
  })

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
