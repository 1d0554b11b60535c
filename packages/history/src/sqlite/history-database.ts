import type { DatabaseSync } from 'node:sqlite'

import { AlertTable } from './alert-table.ts'
import { ErrorGroupTable } from './error-group-table.ts'
import { createHistoryFile, historyFile, setAside } from './history-file.ts'
import { openDatabase, readNumber, UnusableHistoryError } from './open-database.ts'
import { RunTable } from './run-table.ts'
import { SilenceTable } from './silence-table.ts'
import { faultOf } from './sqlite-fault.ts'

const IN_MEMORY = ':memory:'
/** A history in memory is part of what the hub may use. */
const MAX_MEMORY_BYTES = 8 * 1024 * 1024
/** Rows of each table that make room for others where the size is reached. */
const ROOM_ROWS = 32
/** More than one batch of rows may need. */
const BATCH_PAGES = 128

/** What is asked of an open database. */
export interface Tables {
  readonly database: DatabaseSync
  readonly runs: RunTable
  readonly errorGroups: ErrorGroupTable
  readonly alerts: AlertTable
  readonly silences: SilenceTable
}

/** Settings of a {@link HistoryDatabase}. */
export interface HistoryDatabaseOptions {
  /** Existing folder; `null`: in memory. */
  readonly dir: string | null
  readonly maxBytes: number
  readonly nowMs: () => number
  /** Told, in one sentence, what a person should know. */
  readonly onNotice: (sentence: string) => void
}

/**
 * The database, whatever becomes of it: a damaged file is moved aside and a new one takes its place, where no file can
 * be had the memory does, and nothing throws.
 */
export class HistoryDatabase {
  readonly #options: HistoryDatabaseOptions
  #tables: Tables | null
  #file: string | null = null

  constructor(options: HistoryDatabaseOptions) {
    this.#options = options
    this.#tables = this.#open()
  }

  /** `null`: in memory only. */
  get file(): string | null {
    return this.#file
  }

  /**
   * Does something with the tables, again where a damaged file had to be replaced or room to be made; what a failed
   * attempt wrote is undone.
   *
   * @param onFailure - Told why it could not be done.
   * @returns `null` where it could not be done.
   */
  attempt<T>(work: (tables: Tables) => T, onFailure: (error: unknown) => void): T | null {
    for (let isFirst = true; this.#tables !== null; isFirst = false) {
      try {
        return work(this.#tables)
      } catch (error) {
        undo(this.#tables.database)
        if (!(isFirst && this.#mend(this.#tables, error))) {
          onFailure(error)
          return null
        }
      }
    }
    onFailure(new Error('it is closed'))
    return null
  }

  close(): void {
    closeQuietly(this.#tables?.database)
    this.#tables = null
  }

  #open(): Tables | null {
    const { dir, maxBytes, onNotice } = this.#options
    if (dir === null) return this.#openMemory()
    const file = historyFile(dir)
    try {
      createHistoryFile(file)
      const tables = toTables(this.#openFile(file, maxBytes))
      this.#file = file
      return tables
    } catch (error) {
      onNotice(`the history ${file} is kept in memory only: ${describe(error)}`)
      return this.#openMemory()
    }
  }

  #openFile(file: string, maxBytes: number): DatabaseSync {
    try {
      return openDatabase(file, maxBytes)
    } catch (error) {
      if (faultOf(error) !== 'corrupt') throw error
      this.#setAside(file, error)
      createHistoryFile(file)
      return openDatabase(file, maxBytes)
    }
  }

  #openMemory(): Tables | null {
    this.#file = null
    try {
      return toTables(openDatabase(IN_MEMORY, MAX_MEMORY_BYTES))
    } catch (error) {
      this.#options.onNotice(`nothing is remembered: ${describe(error)}`)
      return null
    }
  }

  /** Whether what failed is worth another attempt. */
  #mend(tables: Tables, error: unknown): boolean {
    switch (faultOf(error)) {
      case 'corrupt':
        closeQuietly(tables.database)
        this.#tables = this.#replace(error)
        return true
      case 'full':
        return makeRoom(tables)
      default:
        return false
    }
  }

  #replace(error: unknown): Tables | null {
    if (this.#file === null) return this.#openMemory()
    try {
      this.#setAside(this.#file, error)
    } catch (cause) {
      this.#options.onNotice(`the damaged history cannot be moved aside: ${describe(cause)}`)
      return this.#openMemory()
    }
    return this.#open()
  }

  #setAside(file: string, error: unknown): void {
    const aside = setAside(file, this.#options.nowMs())
    this.#options.onNotice(
      `the history was damaged (${describe(error)}): it was moved aside as ${aside} and begins anew`,
    )
  }
}

function toTables(database: DatabaseSync): Tables {
  try {
    return {
      database,
      runs: new RunTable(database),
      errorGroups: new ErrorGroupTable(database),
      alerts: new AlertTable(database),
      silences: new SilenceTable(database),
    }
  } catch (error) {
    closeQuietly(database)
    throw error
  }
}

/** Deletes the oldest runs and groups of errors where the bound of the database was reached, not that of the disk. */
function makeRoom({ database, runs, errorGroups }: Tables): boolean {
  try {
    // What did not fit was undone: there is less than one batch needs, not nothing.
    if (readNumber(database, 'page_count') + BATCH_PAGES < readNumber(database, 'max_page_count'))
      return false
    return runs.shed(ROOM_ROWS) + errorGroups.shed(ROOM_ROWS) > 0
  } catch {
    return false
  }
}

function undo(database: DatabaseSync): void {
  try {
    if (database.isTransaction) database.exec('ROLLBACK')
  } catch {
    // SQLite has rolled it back itself.
  }
}

function closeQuietly(database: DatabaseSync | undefined): void {
  try {
    database?.close()
  } catch {
    // It is closed already.
  }
}

function describe(error: unknown): string {
  if (error instanceof UnusableHistoryError) return error.message
  if (faultOf(error) === 'busy') return 'another process has it'
  return error instanceof Error ? error.message : String(error)
}
