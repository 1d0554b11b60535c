import type { DatabaseSync } from 'node:sqlite'

import type { AlertRecord } from '../records.ts'
import { RecordTable } from './record-table.ts'
import { seal } from './sealed-record.ts'
import { toColumn } from './table.ts'
import type { PreparedRow } from './table.ts'

/** The rows of alerts; one that fires does not expire, and goes last where there are too many. */
export class AlertTable extends RecordTable {
  constructor(database: DatabaseSync) {
    super(database, {
      name: 'alerts',
      upsert: `
        INSERT INTO alerts VALUES (?, ?, ?, ?, ?) ON CONFLICT (fingerprint) DO UPDATE SET
          seen_ms = excluded.seen_ms, is_firing = excluded.is_firing,
          record = excluded.record, crc = excluded.crc`,
      expirable: 'is_firing = 0',
      worth: 'is_firing',
    })
  }
}

/** Makes the row of an alert. */
export function toAlertRow(alert: AlertRecord): PreparedRow {
  const { record, crc } = seal(alert)
  const { fingerprint, status } = alert.alert
  const isFiring = status === 'firing' ? 1 : 0
  return {
    key: `alert\n${fingerprint}`,
    values: [fingerprint, toColumn(alert.changedMs), isFiring, record, crc],
  }
}
