import type { DatabaseSync } from 'node:sqlite'

import { MIGRATIONS } from '../migrations/index.ts'
import { AlertTable } from './alert-table.ts'
import { ErrorGroupTable } from './error-group-table.ts'
import type { DatabaseKind } from './mending-database.ts'
import { RunTable } from './run-table.ts'
import { SilenceTable } from './silence-table.ts'

/** Rows of each table that make room for others where the size is reached. */
const ROOM_ROWS = 32

/** What is asked of the history. */
export interface Tables {
  readonly database: DatabaseSync
  readonly runs: RunTable
  readonly errorGroups: ErrorGroupTable
  readonly alerts: AlertTable
  readonly silences: SilenceTable
}

/** The database of runs, groups of errors, alerts and silences. */
export const HISTORY_DATABASE: DatabaseKind<Tables> = {
  name: 'history',
  title: 'the history',
  migrations: MIGRATIONS,
  cacheKib: 256,
  toTables: (database) => ({
    database,
    runs: new RunTable(database),
    errorGroups: new ErrorGroupTable(database),
    alerts: new AlertTable(database),
    silences: new SilenceTable(database),
  }),
  shed: ({ runs, errorGroups }) => runs.shed(ROOM_ROWS) + errorGroups.shed(ROOM_ROWS) > 0,
}
