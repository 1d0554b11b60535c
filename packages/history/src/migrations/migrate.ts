import type { DatabaseSync } from 'node:sqlite'

import { MIGRATIONS } from './index.ts'
import type { Migration } from './migration.ts'

/** The version of the schema that this build writes. */
export const SCHEMA_VERSION: number = MIGRATIONS.length

/** The version of the schema of a file; 0 for an empty one. */
export function readVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
}

/** Brings a file to the last of these versions, each step whole or not at all, however the process ends. */
export function migrate(database: DatabaseSync, migrations: readonly Migration[]): void {
  for (let version = readVersion(database); version < migrations.length; version++) {
    database.exec(`BEGIN IMMEDIATE; ${migrations[version]}; PRAGMA user_version = ${version + 1}; COMMIT`)
  }
}
