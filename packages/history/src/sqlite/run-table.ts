import type { DatabaseSync, StatementSync } from 'node:sqlite'

import type { RunRecord } from '../records.ts'
import { seal } from './sealed-record.ts'
import { toColumn } from './table.ts'
import type { PreparedRow, Row, Table } from './table.ts'

/** A later run of the same job: the newest run of a job is what its next one is compared with. */
const HAS_SUCCESSOR = `EXISTS (SELECT 1 FROM runs newer WHERE newer.service = runs.service
  AND newer.namespace = runs.namespace AND newer.job = runs.job AND newer.start_ms > runs.start_ms)`

/** The rows of runs; what is deleted first is the run that was seen last the longest ago. */
export class RunTable implements Table {
  readonly #put: StatementSync
  readonly #ofJob: StatementSync
  readonly #newest: StatementSync
  readonly #open: StatementSync
  readonly #oldest: StatementSync
  readonly #expire: StatementSync
  readonly #trim: StatementSync
  readonly #shed: StatementSync
  readonly #remove: StatementSync

  constructor(database: DatabaseSync) {
    this.#put = database.prepare(`
      INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run_id) DO UPDATE SET
        service = excluded.service, namespace = excluded.namespace, job = excluded.job, start_ms = excluded.start_ms,
        seen_ms = excluded.seen_ms, is_open = excluded.is_open, record = excluded.record, crc = excluded.crc`)
    this.#ofJob = database.prepare(`
      SELECT rowid, record, crc FROM runs WHERE service = ? AND namespace = ? AND job = ?
      ORDER BY start_ms DESC LIMIT ?`)
    this.#newest = database.prepare(`
      SELECT rowid, record, crc FROM runs WHERE NOT ${HAS_SUCCESSOR} ORDER BY seen_ms DESC LIMIT ?`)
    this.#open = database.prepare(
      'SELECT rowid, record, crc FROM runs WHERE is_open = 1 ORDER BY start_ms DESC LIMIT ?',
    )
    this.#oldest = database.prepare(
      `SELECT seen_ms FROM runs WHERE seen_ms < ? AND ${HAS_SUCCESSOR} ORDER BY seen_ms LIMIT 1`,
    )
    this.#expire = database.prepare(`
      DELETE FROM runs WHERE rowid IN (
        SELECT rowid FROM runs WHERE seen_ms < ? AND ${HAS_SUCCESSOR} ORDER BY seen_ms LIMIT ?)`)
    this.#trim = database.prepare(`
      DELETE FROM runs WHERE rowid IN (SELECT rowid FROM runs ORDER BY seen_ms DESC LIMIT ? OFFSET ?)`)
    this.#shed = database.prepare(
      'DELETE FROM runs WHERE rowid IN (SELECT rowid FROM runs ORDER BY seen_ms LIMIT ?)',
    )
    this.#remove = database.prepare('DELETE FROM runs WHERE rowid = ?')
  }

  put({ values }: PreparedRow): void {
    this.#put.run(...values)
  }

  ofJob(service: string, namespace: string, job: string, limit: number): Iterable<Row> {
    return this.#ofJob.iterate(service, namespace, job, limit)
  }

  newest(limit: number): Iterable<Row> {
    return this.#newest.iterate(limit)
  }

  open(limit: number): Iterable<Row> {
    return this.#open.iterate(limit)
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

/** Makes the row of a run. */
export function toRunRow(run: RunRecord): PreparedRow {
  const { runId, service, namespace, job, startMs } = run
  const { record, crc } = seal(run)
  const seenMs = Math.max(toColumn(startMs), toColumn(run.lastUpdateMs), toColumn(run.endMs ?? 0))
  const isOpen = run.endMs === null && run.state !== 'interrupted' ? 1 : 0
  return {
    key: `run\n${runId}`,
    values: [runId, service, namespace, job, toColumn(startMs), seenMs, isOpen, record, crc],
  }
}
