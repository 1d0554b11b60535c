import { setTimeout as sleep } from 'node:timers/promises'

import type { Database } from './database.ts'

const ATTEMPTS = 30

/** Waits until the database answers, at most about 30 s: a container's database may start later than this process. */
export async function waitForDatabase(database: Database): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await database.query('SELECT 1')
      return
    } catch (error) {
      if (attempt === ATTEMPTS) throw error
      await sleep(1_000)
    }
  }
}
