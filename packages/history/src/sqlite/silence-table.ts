import type { DatabaseSync } from 'node:sqlite'

import type { SilenceRecord } from '../records.ts'
import { RecordTable } from './record-table.ts'
import { seal } from './sealed-record.ts'
import { toColumn } from './table.ts'
import type { PreparedRow } from './table.ts'

/** The rows of silences; their age counts from their end. */
export class SilenceTable extends RecordTable {
  constructor(database: DatabaseSync) {
    super(database, {
      name: 'silences',
      upsert: `
        INSERT INTO silences VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
          seen_ms = excluded.seen_ms, record = excluded.record, crc = excluded.crc`,
    })
  }
}

/** Makes the row of a silence. */
export function toSilenceRow(silence: SilenceRecord): PreparedRow {
  const { record, crc } = seal(silence)
  return { key: `silence\n${silence.id}`, values: [silence.id, toColumn(silence.endsMs), record, crc] }
}
