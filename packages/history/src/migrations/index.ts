import { createRuns } from './0001-runs.ts'
import { createErrorGroups } from './0002-error-groups.ts'
import { createAlerts } from './0003-alerts.ts'
import { nameRunsByProcess } from './0004-run-keys.ts'
import { nameRunsByService } from './0005-run-services.ts'
import { markForeignRuns } from './0006-foreign-runs.ts'
import type { Migration } from './migration.ts'

/** Every step in order; the version of the schema is how many were taken. One that was released never changes. */
export const MIGRATIONS: readonly Migration[] = [
  createRuns,
  createErrorGroups,
  createAlerts,
  nameRunsByProcess,
  nameRunsByService,
  markForeignRuns,
]
