import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'

import { migrate, readVersion } from '../migrations/migrate.ts'
import type { Migration } from '../migrations/migration.ts'

/** Marks a file as a history: "cryo". */
const APPLICATION_ID = 0x6372796f
const PAGE_BYTES = 4096
/** Up to this size the whole file is checked when it is opened: 10 ms at most. A larger one tells when it is read. */
const MAX_CHECKED_PAGES = 2048

/** What a database is opened with. */
export interface DatabaseSettings {
  /** Size at which it takes nothing more. */
  readonly maxBytes: number
  /** Pages in memory. */
  readonly cacheKib: number
  /** The steps to the schema of this build, in order. */
  readonly migrations: readonly Migration[]
}

/** Why a sound file is left alone. */
export class UnusableHistoryError extends Error {}

/**
 * Opens a database and brings it to the schema of this build.
 *
 * Pages in memory, the log and what one checkpoint moves are small, so that nothing takes long. Only one connection
 * can have a file: the lock is held as long as it is open, and freed by the operating system when the process dies.
 *
 * @param location - A file, or `:memory:`.
 * @throws `UnusableHistoryError`, or what SQLite says.
 */
export function openDatabase(
  location: string,
  { maxBytes, cacheKib, migrations }: DatabaseSettings,
): DatabaseSync {
  refuseStump(location)
  // Not imported: a hub that is no owner never opens a history.
  const sqlite = process.getBuiltinModule('node:sqlite')
  const database = new sqlite.DatabaseSync(location, { timeout: 0 })
  try {
    // One by one: creating a file waits for the disk in several of them.
    for (const pragma of pragmasFor(maxBytes, cacheKib)) database.exec(`PRAGMA ${pragma}`)
    refuseStrangers(database, migrations.length)
    check(database)
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
    migrate(database, migrations)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function pragmasFor(maxBytes: number, cacheKib: number): readonly string[] {
  return [
    'locking_mode = EXCLUSIVE',
    `page_size = ${PAGE_BYTES}`,
    'auto_vacuum = INCREMENTAL',
    'journal_mode = WAL',
    'synchronous = FULL',
    `cache_size = -${cacheKib}`,
    'wal_autocheckpoint = 64',
    'journal_size_limit = 1048576',
    'trusted_schema = OFF',
    `max_page_count = ${Math.floor(maxBytes / PAGE_BYTES)}`,
  ]
}

/** SQLite takes a file that is shorter than its header for a new one, unless its log has the rest. */
function refuseStump(location: string): void {
  const size = sizeOf(location)
  if (size > 0 && size < PAGE_BYTES && sizeOf(`${location}-wal`) === 0)
    throw new CorruptHistoryError('it is cut off')
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

function refuseStrangers(database: DatabaseSync, newest: number): void {
  const version = readVersion(database)
  const id = readNumber(database, 'application_id')
  const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined
  if (id !== APPLICATION_ID && !(id === 0 && isEmpty)) {
    throw new UnusableHistoryError('it is a database of something else')
  }
  if (version > newest) {
    throw new UnusableHistoryError(`it is of a newer version (schema ${version}, this one knows ${newest})`)
  }
}

function check(database: DatabaseSync): void {
  if (readNumber(database, 'page_count') > MAX_CHECKED_PAGES) return
  const found = database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check']
  if (found !== 'ok') throw new CorruptHistoryError(String(found))
}

/** Damage that SQLite reports as the answer to a question, not as an error. */
class CorruptHistoryError extends Error {
  readonly errcode = 11
}

/** The value of a pragma that is one number. */
export function readNumber(database: DatabaseSync, pragma: string): number {
  return Number(database.prepare(`PRAGMA ${pragma}`).get()?.[pragma] ?? 0)
}
