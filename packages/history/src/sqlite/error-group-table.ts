import type { DatabaseSync, StatementSync } from 'node:sqlite'

import type { ErrorGroupRecord } from '../records.ts'
import { seal } from './sealed-record.ts'
import { toColumn } from './table.ts'
import type { PreparedRow, Row, Table } from './table.ts'

/** The rows of groups of errors. */
export class ErrorGroupTable implements Table {
  readonly #put: StatementSync
  readonly #find: StatementSync
  readonly #newest: StatementSync
  readonly #oldest: StatementSync
  readonly #expire: StatementSync
  readonly #trim: StatementSync
  readonly #shed: StatementSync
  readonly #remove: StatementSync

  constructor(database: DatabaseSync) {
    this.#put = database.prepare(`
      INSERT INTO error_groups VALUES (?, ?, ?, ?, ?) ON CONFLICT (service, id) DO UPDATE SET
        seen_ms = excluded.seen_ms, record = excluded.record, crc = excluded.crc`)
    this.#find = database.prepare('SELECT rowid, record, crc FROM error_groups WHERE service = ? AND id = ?')
    this.#newest = database.prepare(
      'SELECT rowid, record, crc FROM error_groups ORDER BY seen_ms DESC LIMIT ?',
    )
    this.#oldest = database.prepare(
      'SELECT seen_ms FROM error_groups WHERE seen_ms < ? ORDER BY seen_ms LIMIT 1',
    )
    this.#expire = database.prepare(`
      DELETE FROM error_groups WHERE rowid IN (
        SELECT rowid FROM error_groups WHERE seen_ms < ? ORDER BY seen_ms LIMIT ?)`)
    this.#trim = database.prepare(`
      DELETE FROM error_groups WHERE rowid IN (
        SELECT rowid FROM error_groups ORDER BY seen_ms DESC LIMIT ? OFFSET ?)`)
    this.#shed = database.prepare(
      'DELETE FROM error_groups WHERE rowid IN (SELECT rowid FROM error_groups ORDER BY seen_ms LIMIT ?)',
    )
    this.#remove = database.prepare('DELETE FROM error_groups WHERE rowid = ?')
  }

  put({ values }: PreparedRow): void {
    this.#put.run(...values)
  }

  find(service: string, id: string): Iterable<Row> {
    return this.#find.iterate(service, id)
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

/** Makes the row of a group. */
export function toErrorGroupRow(group: ErrorGroupRecord): PreparedRow {
  const { service, id, lastSeenMs } = group
  const { record, crc } = seal(group)
  return { key: `group\n${service}\n${id}`, values: [service, id, toColumn(lastSeenMs), record, crc] }
}
