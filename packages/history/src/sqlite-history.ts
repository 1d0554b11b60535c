import type { HistoryOptions } from './history-options.ts'
import type { ErrorGroupHistory, History, RecordHistory, RunHistory } from './history.ts'
import type { AlertRecord, ErrorGroupRecord, RunRecord, SilenceRecord } from './records.ts'
import { Retention } from './retention.ts'
import { toAlertRow } from './sqlite/alert-table.ts'
import { toErrorGroupRow } from './sqlite/error-group-table.ts'
import { HISTORY_DATABASE, type Tables } from './sqlite/history-database.ts'
import { MendingDatabase } from './sqlite/mending-database.ts'
import { toRunRow } from './sqlite/run-table.ts'
import { unseal } from './sqlite/sealed-record.ts'
import { toSilenceRow } from './sqlite/silence-table.ts'
import { faultOf } from './sqlite/sqlite-fault.ts'
import type { Row } from './sqlite/table.ts'
import { WaitingRows } from './sqlite/waiting-rows.ts'
import type { WaitingRow } from './sqlite/waiting-rows.ts'
import { WriteTrouble } from './sqlite/write-trouble.ts'

/** What one transaction writes: more would take too long at a time. */
const BATCH_ROWS = 32
const BATCH_CHARACTERS = 128 * 1024
/** Pages that one step of the retention gives back to the disk. */
const VACUUM_PAGES = 64
const DAY_MS = 86_400_000
/** Silences that are remembered, ended ones included. */
const MAX_SILENCES = 1000
/** How much longer groups of errors are kept: one that comes back after weeks is to be known again. */
const ERROR_GROUP_FACTOR = 6

const TABLES = ['runs', 'errorGroups', 'alerts', 'silences'] as const

/** A {@link History} on SQLite, in a file or in memory. */
export class SqliteHistory implements History {
  readonly notices: string[] = []
  readonly runs: RunHistory = {
    put: (...runs) => this.#put('runs', runs, toRunRow),
    ofJob: (service, namespace, job, limit = 10) =>
      this.#readRuns((runs) => runs.ofJob(service, namespace, job, limit)),
    newest: (limit = 1000) => this.#readRuns((runs) => runs.newest(limit)),
    open: (limit = 1000) => this.#readRuns((runs) => runs.open(limit)),
  }
  readonly errorGroups: ErrorGroupHistory = {
    put: (groups) => this.#put('errorGroups', groups, toErrorGroupRow),
    find: (service, id) => this.#readGroups((groups) => groups.find(service, id))[0] ?? null,
    newest: (limit = 1000) => this.#readGroups((groups) => groups.newest(limit)),
  }
  readonly alerts: RecordHistory<AlertRecord> = {
    put: (alerts) => this.#put('alerts', alerts, toAlertRow),
    newest: (limit = 1000) =>
      this.#read('alerts', ({ alerts }) => alerts.newest(limit)) as readonly AlertRecord[],
  }
  readonly silences: RecordHistory<SilenceRecord> = {
    put: (silences) => this.#put('silences', silences, toSilenceRow),
    newest: (limit = 1000) =>
      this.#read('silences', ({ silences }) => silences.newest(limit)) as readonly SilenceRecord[],
  }
  readonly #database: MendingDatabase<Tables>
  readonly #waiting = new WaitingRows()
  readonly #retention: Readonly<Record<WaitingRow['table'], Retention>>
  #onNotice: (sentence: string) => void = (sentence) => this.notices.push(sentence)
  readonly #trouble = new WriteTrouble('the history', (sentence) => this.#onNotice(sentence))
  #unreadable = 0

  constructor({
    dir,
    retentionDays = 14,
    maxErrors = 1000,
    maxAlerts = 1000,
    maxRuns = 5000,
    maxBytes = 536_870_912,
    onProblem = () => {},
    nowMs = Date.now,
  }: HistoryOptions) {
    const onNotice = (sentence: string): void => this.#onNotice(sentence)
    this.#database = new MendingDatabase(HISTORY_DATABASE, { dir, maxBytes, nowMs, onNotice })
    this.#onNotice = onProblem
    const keepMs = retentionDays * DAY_MS
    this.#retention = {
      runs: new Retention(keepMs, maxRuns),
      errorGroups: new Retention(keepMs * ERROR_GROUP_FACTOR, maxErrors),
      alerts: new Retention(keepMs, maxAlerts),
      silences: new Retention(keepMs, MAX_SILENCES),
    }
  }

  get file(): string | null {
    return this.#database.file
  }

  get waiting(): number {
    return this.#waiting.size
  }

  get lost(): number {
    return this.#waiting.lost + this.#unreadable
  }

  expire(nowMs: number): boolean {
    this.#writeWaiting()
    const step = (tables: Tables): boolean => {
      tables.database.exec('BEGIN IMMEDIATE')
      let isMore = false
      for (const table of TABLES) isMore = this.#retention[table].step(tables[table], nowMs) || isMore
      tables.database.exec('COMMIT')
      tables.database.exec(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`)
      return isMore
    }
    return this.#database.attempt(step, (error) => this.#trouble.fail(error)) ?? false
  }

  close(): void {
    this.#writeWaiting()
    this.#database.close()
  }

  #put<T>(table: WaitingRow['table'], records: readonly T[], toRow: (record: T) => WaitingRow['row']): void {
    // In batches: more than may wait is lost only where it cannot be written.
    for (let from = 0; from < records.length; from += BATCH_ROWS) {
      for (const record of records.slice(from, from + BATCH_ROWS))
        this.#waiting.add({ table, row: toRow(record) })
      this.#writeWaiting()
    }
  }

  /** Writes what waits, the oldest first, until all is written or it fails. */
  #writeWaiting(): void {
    let batchRows = BATCH_ROWS
    while (this.#waiting.size > 0) {
      const rows = this.#waiting.first(batchRows, BATCH_CHARACTERS)
      let failure: unknown
      const isWritten = this.#database.attempt(
        (tables) => write(tables, rows),
        (error) => {
          failure = error
        },
      )
      if (isWritten === true) {
        this.#waiting.settle(rows)
        this.#trouble.succeed()
      } else if (faultOf(failure) === 'refused') {
        // One of them will never be taken, and must not keep back the others.
        if (rows.length === 1) for (const row of rows) this.#waiting.giveUp(row)
        batchRows = 1
      } else {
        this.#trouble.fail(failure)
        return
      }
    }
  }

  #readRuns(select: (runs: Tables['runs']) => Iterable<Row>): readonly RunRecord[] {
    return this.#read('runs', ({ runs }) => select(runs)) as readonly RunRecord[]
  }

  #readGroups(select: (groups: Tables['errorGroups']) => Iterable<Row>): readonly ErrorGroupRecord[] {
    return this.#read('errorGroups', ({ errorGroups }) => select(errorGroups)) as readonly ErrorGroupRecord[]
  }

  /** Reads records; rows that are not what was written are deleted and counted. */
  #read(table: WaitingRow['table'], select: (tables: Tables) => Iterable<Row>): readonly object[] {
    const damaged: Row[] = []
    const records = this.#database.attempt(
      (tables) => {
        const found: object[] = []
        damaged.length = 0
        for (const row of select(tables)) {
          const record = unseal(row)
          if (record === null) damaged.push(row)
          else found.push(record)
        }
        return found
      },
      (error) => this.#trouble.fail(error),
    )
    if (damaged.length > 0) this.#drop(table, damaged)
    return records ?? []
  }

  #drop(table: WaitingRow['table'], damaged: readonly Row[]): void {
    this.#unreadable += damaged.length
    this.#onNotice(`the history has ${damaged.length} records that were damaged: they are left out`)
    this.#database.attempt(
      (tables) => {
        for (const row of damaged) tables[table].remove(row)
        return true
      },
      (error) => this.#trouble.fail(error),
    )
  }
}

function write(tables: Tables, rows: readonly WaitingRow[]): boolean {
  tables.database.exec('BEGIN IMMEDIATE')
  for (const { table, row } of rows) tables[table].put(row)
  tables.database.exec('COMMIT')
  return true
}
