import type { DatabaseSync, StatementSync } from 'node:sqlite'

import type { ErrorGroupRecord } from '../records.ts'
import { RecordTable } from './record-table.ts'
import { seal } from './sealed-record.ts'
import { toColumn } from './table.ts'
import type { PreparedRow, Row } from './table.ts'

/** The rows of groups of errors. */
export class ErrorGroupTable extends RecordTable {
  readonly #find: StatementSync

  constructor(database: DatabaseSync) {
    super(database, {
      name: 'error_groups',
      upsert: `
        INSERT INTO error_groups VALUES (?, ?, ?, ?, ?) ON CONFLICT (service, id) DO UPDATE SET
          seen_ms = excluded.seen_ms, record = excluded.record, crc = excluded.crc`,
    })
    this.#find = database.prepare('SELECT rowid, record, crc FROM error_groups WHERE service = ? AND id = ?')
  }

  find(service: string, id: string): Iterable<Row> {
    return this.#find.iterate(service, id)
  }
}

/** Makes the row of a group. */
export function toErrorGroupRow(group: ErrorGroupRecord): PreparedRow {
  const { service, id, lastSeenMs } = group
  const { record, crc } = seal(group)
  return { key: `group\n${service}\n${id}`, values: [service, id, toColumn(lastSeenMs), record, crc] }
}
