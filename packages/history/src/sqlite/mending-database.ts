import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'

import { makeFolder } from '@cryo/conventions'

import type { Migration } from '../migrations/migration.ts'
import { createHistoryFile, historyFile, identityOf, setAside } from './history-file.ts'
import { openDatabase, readNumber, UnusableHistoryError } from './open-database.ts'
import { faultOf } from './sqlite-fault.ts'

const IN_MEMORY = ':memory:'
/** A history in memory is part of what the hub may use. */
const MAX_MEMORY_BYTES = 8 * 1024 * 1024
/** How often is looked whether the file is still there: SQLite goes on in one that nobody will find again. */
const LOOK_MS = 1000
/** More than one batch of rows may need. */
const BATCH_PAGES = 128

/** What is asked of an open database. */
export interface OpenTables {
  readonly database: DatabaseSync
}

/** What a database is for. */
export interface DatabaseKind<T extends OpenTables> {
  /** Of its file, without an end. */
  readonly name: string
  /** How people are told of it: `the history`. */
  readonly title: string
  readonly migrations: readonly Migration[]
  readonly cacheKib: number
  readonly toTables: (database: DatabaseSync) => T
  /** Deletes the oldest of what there is; returns whether there was any. */
  readonly shed: (tables: T) => boolean
}

/** Settings of a {@link MendingDatabase}. */
export interface MendingDatabaseOptions {
  /** Existing folder; `null`: in memory. */
  readonly dir: string | null
  readonly maxBytes: number
  readonly nowMs: () => number
  /** Told, in one sentence, what a person should know. */
  readonly onNotice: (sentence: string) => void
}

/**
 * The database, whatever becomes of it: a damaged file is moved aside and a new one takes its place, as for one that was
 * deleted; where no file can be had the memory does, and nothing throws.
 */
export class MendingDatabase<T extends OpenTables> {
  readonly #kind: DatabaseKind<T>
  readonly #options: MendingDatabaseOptions
  #tables: T | null
  #file: string | null = null
  /** Which file it is, whatever its path names later. */
  #identity: string | null = null
  #lookedMs = 0

  constructor(kind: DatabaseKind<T>, options: MendingDatabaseOptions) {
    this.#kind = kind
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
  attempt<R>(work: (tables: T) => R, onFailure: (error: unknown) => void): R | null {
    this.#replaceWhereGone()
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

  #open(): T | null {
    const { dir, onNotice } = this.#options
    if (dir === null) return this.#openMemory()
    const file = historyFile(dir, this.#kind.name)
    try {
      createHistoryFile(file)
      const tables = this.#toTables(this.#openFile(file))
      this.#file = file
      this.#identity = identityOf(file)
      this.#lookedMs = performance.now()
      return tables
    } catch (error) {
      onNotice(`${this.#kind.title} ${file} is kept in memory only: ${describe(error)}`)
      return this.#openMemory()
    }
  }

  #openFile(file: string): DatabaseSync {
    const { maxBytes } = this.#options
    const settings = { ...this.#kind, maxBytes }
    try {
      return openDatabase(file, settings)
    } catch (error) {
      if (faultOf(error) !== 'corrupt') throw error
      this.#setAside(file, error)
      createHistoryFile(file)
      return openDatabase(file, settings)
    }
  }

  #openMemory(): T | null {
    this.#file = null
    try {
      return this.#toTables(openDatabase(IN_MEMORY, { ...this.#kind, maxBytes: MAX_MEMORY_BYTES }))
    } catch (error) {
      this.#options.onNotice(`${this.#kind.title} is not kept: ${describe(error)}`)
      return null
    }
  }

  /** Somebody may have deleted the file, or its folder, or put another one in its place. */
  #replaceWhereGone(): void {
    const nowMs = performance.now()
    if (this.#file === null || this.#tables === null || nowMs - this.#lookedMs < LOOK_MS) return
    this.#lookedMs = nowMs
    if (this.#tables.database.isTransaction || identityOf(this.#file) === this.#identity) return
    this.#options.onNotice(
      `${this.#kind.title} ${this.#file} was deleted or replaced while it was in use: it begins anew`,
    )
    closeQuietly(this.#tables.database)
    try {
      makeFolder(dirname(this.#file))
    } catch {
      // What cannot be opened then is said.
    }
    this.#tables = this.#open()
  }

  /** Whether what failed is worth another attempt. */
  #mend(tables: T, error: unknown): boolean {
    switch (faultOf(error)) {
      case 'corrupt':
        closeQuietly(tables.database)
        this.#tables = this.#replace(error)
        return true
      case 'full':
        return this.#makeRoom(tables)
      default:
        return false
    }
  }

  #replace(error: unknown): T | null {
    if (this.#file === null) return this.#openMemory()
    try {
      this.#setAside(this.#file, error)
    } catch (cause) {
      this.#options.onNotice(`${this.#kind.title} is damaged and cannot be moved aside: ${describe(cause)}`)
      return this.#openMemory()
    }
    return this.#open()
  }

  #setAside(file: string, error: unknown): void {
    const aside = setAside(file, this.#options.nowMs())
    this.#options.onNotice(
      `${this.#kind.title} was damaged (${describe(error)}): it was moved aside as ${aside} and begins anew`,
    )
  }

  #toTables(database: DatabaseSync): T {
    try {
      return this.#kind.toTables(database)
    } catch (error) {
      closeQuietly(database)
      throw error
    }
  }

  /** Deletes the oldest where the bound of the database was reached, not that of the disk. */
  #makeRoom(tables: T): boolean {
    const { database } = tables
    try {
      // What did not fit was undone: there is less than one batch needs, not nothing.
      if (readNumber(database, 'page_count') + BATCH_PAGES < readNumber(database, 'max_page_count'))
        return false
      return this.#kind.shed(tables)
    } catch {
      return false
    }
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
