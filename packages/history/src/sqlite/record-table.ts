import type { DatabaseSync, StatementSync } from 'node:sqlite'

import type { PreparedRow, Row, Table } from './table.ts'

/** What a table of records is, in SQL. */
export interface RecordTableOptions {
  readonly name: string
  /** Inserts or replaces a row. */
  readonly upsert: string
  /** Which rows may expire; all by default. */
  readonly expirable?: string
  /** What rows are worth beside their age, where that differs: the others go first. */
  readonly worth?: string
}

/** A table of records; what is deleted first was seen last the longest ago. */
export class RecordTable implements Table {
  readonly #put: StatementSync
  readonly #newest: StatementSync
  readonly #oldest: StatementSync
  readonly #expire: StatementSync
  readonly #trim: StatementSync
  readonly #shed: StatementSync
  readonly #remove: StatementSync

  constructor(database: DatabaseSync, options: RecordTableOptions) {
    const { name, upsert, expirable = 'TRUE', worth } = options
    const best = worth === undefined ? 'seen_ms DESC' : `${worth} DESC, seen_ms DESC`
    this.#put = database.prepare(upsert)
    this.#newest = database.prepare(`SELECT rowid, record, crc FROM ${name} ORDER BY ${best} LIMIT ?`)
    this.#oldest = database.prepare(
      `SELECT seen_ms FROM ${name} WHERE seen_ms < ? AND ${expirable} ORDER BY seen_ms LIMIT 1`,
    )
    const remove = (rows: string): StatementSync =>
      database.prepare(`DELETE FROM ${name} WHERE rowid IN (SELECT rowid FROM ${name} ${rows})`)
    this.#expire = remove(`WHERE seen_ms < ? AND ${expirable} ORDER BY seen_ms LIMIT ?`)
    this.#trim = remove(`ORDER BY ${best} LIMIT ? OFFSET ?`)
    this.#shed = remove('ORDER BY seen_ms LIMIT ?')
    this.#remove = database.prepare(`DELETE FROM ${name} WHERE rowid = ?`)
  }

  put({ values }: PreparedRow): void {
    this.#put.run(...values)
  }

  newest(limit: number): Iterable<Row> {
    return this.#newest.iterate(limit)
  }

  oldestBefore(beforeMs: number): number | null {
    const oldest = this.#oldest.get(beforeMs)
    return oldest === undefined ? null : Number(oldest['seen_ms'])
  }

  expire(beforeMs: number, limit: number): number {
    return Number(this.#expire.run(beforeMs, limit).changes)
  }

  trim(maxRows: number, limit: number): number {
    return Number(this.#trim.run(limit, maxRows).changes)
  }

  shed(limit: number): number {
    return Number(this.#shed.run(limit).changes)
  }

  remove({ rowid }: Row): void {
    this.#remove.run(Number(rowid))
  }
}
