import type { DatabaseSync, StatementSync } from 'node:sqlite'

import type { RunRecord } from '../records.ts'
import { RecordTable } from './record-table.ts'
import { seal } from './sealed-record.ts'
import { toColumn } from './table.ts'
import type { PreparedRow, Row } from './table.ts'

/** A later run of the same job: the newest run of a job is what its next one is compared with. */
const HAS_SUCCESSOR = `EXISTS (SELECT 1 FROM runs newer WHERE newer.service = runs.service
  AND newer.namespace = runs.namespace AND newer.job = runs.job AND newer.start_ms > runs.start_ms)`

/** Part of the rows that runs of processes which were not attached may take. */
const FOREIGN_SHARE = 0.75

/** The rows of runs. */
export class RunTable extends RecordTable {
  readonly #ofJob: StatementSync
  readonly #open: StatementSync
  readonly #newest: StatementSync
  readonly #trimForeign: StatementSync

  constructor(database: DatabaseSync) {
    super(database, {
      name: 'runs',
      upsert: `
        INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET
          service = excluded.service, namespace = excluded.namespace, job = excluded.job,
          start_ms = excluded.start_ms, seen_ms = excluded.seen_ms, is_open = excluded.is_open,
          record = excluded.record, crc = excluded.crc, is_foreign = excluded.is_foreign`,
      expirable: HAS_SUCCESSOR,
    })
    this.#ofJob = database.prepare(`
      SELECT rowid, record, crc FROM runs WHERE service = ? AND namespace = ? AND job = ?
      ORDER BY start_ms DESC LIMIT ?`)
    this.#open = database.prepare(
      'SELECT rowid, record, crc FROM runs WHERE is_open = 1 ORDER BY start_ms DESC LIMIT ?',
    )
    this.#newest = database.prepare(`
      SELECT rowid, record, crc FROM runs WHERE NOT ${HAS_SUCCESSOR} ORDER BY is_foreign, seen_ms DESC LIMIT ?`)
    this.#trimForeign = database.prepare(`
      DELETE FROM runs WHERE rowid IN (
        SELECT rowid FROM runs WHERE is_foreign = 1 ORDER BY seen_ms DESC LIMIT ? OFFSET ?)`)
  }

  /** The newest run of each job, those of attached processes first. */
  override newest(limit: number): Iterable<Row> {
    return this.#newest.iterate(limit)
  }

  override trim(maxRows: number, limit: number): number {
    const foreign = Number(this.#trimForeign.run(limit, Math.floor(maxRows * FOREIGN_SHARE)).changes)
    return foreign === limit ? limit : Math.max(foreign, super.trim(maxRows, limit))
  }

  ofJob(service: string, namespace: string, job: string, limit: number): Iterable<Row> {
    return this.#ofJob.iterate(service, namespace, job, limit)
  }

  open(limit: number): Iterable<Row> {
    return this.#open.iterate(limit)
  }
}

/** Makes the row of a run. */
export function toRunRow(run: RunRecord): PreparedRow {
  const { runId, instanceId, service, namespace, job, startMs } = run
  const key = `${namespace}\n${service}\n${instanceId}\n${runId}`
  const { record, crc } = seal(run)
  const seenMs = Math.max(toColumn(startMs), toColumn(run.lastUpdateMs), toColumn(run.endMs ?? 0))
  const isOpen = run.endMs === null && run.state !== 'interrupted' ? 1 : 0
  return {
    key: `run\n${key}`,
    values: [
      key,
      service,
      namespace,
      job,
      toColumn(startMs),
      seenMs,
      isOpen,
      record,
      crc,
      run.isForeign === true ? 1 : 0,
    ],
  }
}
