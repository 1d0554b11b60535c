import type { DatabaseSync, StatementSync } from 'node:sqlite'

import type { Migration } from '../migrations/migration.ts'
import type { DatabaseKind } from '../sqlite/mending-database.ts'
import type { TraceSearch, TraceSummary } from './trace-history.ts'

/** Traces that make room for others where the size is reached. */
const ROOM_TRACES = 64

/** How long a trace is kept beside others: the least goes first. */
export const WORTH = { plain: 0, slow: 1, error: 2 } as const
export type Worth = (typeof WORTH)[keyof typeof WORTH]

/** Every step in order. One that was released never changes. */
export const TRACE_MIGRATIONS: readonly Migration[] = [
  `
  CREATE TABLE traces (
    id INTEGER PRIMARY KEY, trace_id TEXT NOT NULL UNIQUE, start_ms REAL NOT NULL, duration_ms REAL NOT NULL,
    worth INTEGER NOT NULL, summary TEXT NOT NULL, spans BLOB NOT NULL
  ) STRICT;
  CREATE INDEX traces_start ON traces (start_ms);
  CREATE INDEX traces_duration ON traces (duration_ms);
  CREATE INDEX traces_worth ON traces (worth, start_ms);
  `,
]

/** A trace as it lies in the database. */
export interface TraceRow {
  readonly summary: TraceSummary
  readonly worth: Worth
  /** Compressed JSON. */
  readonly spans: Uint8Array
}

/** A page of a list of traces. */
export interface TracePage {
  readonly rows: readonly Pick<TraceRow, 'summary' | 'spans'>[]
  /** Where the next one begins; `null` where there is none. */
  readonly next: PageStart | null
}

/** Behind which row a page begins. */
export interface PageStart {
  readonly value: number
  readonly id: number
}

/** Rows of traces. */
export class TraceTable {
  readonly #put: StatementSync
  readonly #find: StatementSync
  readonly #oldest: StatementSync
  readonly #expire: StatementSync
  readonly #shed: StatementSync
  readonly #trim: StatementSync
  readonly #pages: Readonly<Record<'newest' | 'slowest', StatementSync>>

  constructor(database: DatabaseSync) {
    this.#put = database.prepare(`
      INSERT INTO traces (trace_id, start_ms, duration_ms, worth, summary, spans) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (trace_id) DO UPDATE SET start_ms = excluded.start_ms, duration_ms = excluded.duration_ms,
        worth = max(worth, excluded.worth), summary = excluded.summary, spans = excluded.spans`)
    this.#find = database.prepare('SELECT spans FROM traces WHERE trace_id = ?')
    this.#oldest = database.prepare('SELECT min(start_ms) AS oldest FROM traces')
    this.#expire = database.prepare(
      'DELETE FROM traces WHERE id IN (SELECT id FROM traces WHERE start_ms < ? ORDER BY start_ms LIMIT ?)',
    )
    this.#shed = database.prepare(
      'DELETE FROM traces WHERE id IN (SELECT id FROM traces ORDER BY worth, start_ms LIMIT ?)',
    )
    this.#trim = database.prepare('SELECT count(*) AS count FROM traces')
    this.#pages = { newest: preparePage(database, 'start_ms'), slowest: preparePage(database, 'duration_ms') }
  }

  /** @param startMs - As retention counts it: not in the future. */
  put({ summary, worth, spans }: TraceRow, startMs: number): void {
    this.#put.run(summary.traceId, startMs, summary.durationMs, worth, JSON.stringify(summary), spans)
  }

  find(traceId: string): Uint8Array | null {
    return (this.#find.get(traceId)?.['spans'] as Uint8Array | undefined) ?? null
  }

  /** Some of the traces that fit by time and duration. */
  page(search: TraceSearch, start: PageStart | null, limit: number): TracePage {
    const { order = 'newest', startMs, endMs, minDurationMs, maxDurationMs } = search
    const found = this.#pages[order].all(
      toColumn(startMs, -Number.MAX_VALUE),
      toColumn(endMs, Number.MAX_VALUE),
      toColumn(minDurationMs, 0),
      toColumn(maxDurationMs, Number.MAX_VALUE),
      start?.value ?? Number.MAX_VALUE,
      start?.id ?? Number.MAX_SAFE_INTEGER,
      limit,
    )
    const last = found.length === limit ? found.at(-1) : undefined
    return {
      rows: found.map((row) => ({
        summary: JSON.parse(String(row['summary'])) as TraceSummary,
        spans: row['spans'] as Uint8Array,
      })),
      next: last === undefined ? null : { value: Number(last['value']), id: Number(last['id']) },
    }
  }

  /** When the oldest trace before a time began; `null` where there is none. */
  oldestBefore(timeMs: number): number | null {
    const oldest = this.#oldest.get()?.['oldest']
    return typeof oldest === 'number' && oldest < timeMs ? oldest : null
  }

  /** Deletes the oldest before a time. @returns How many. */
  expire(beforeMs: number, limit: number): number {
    return Number(this.#expire.run(beforeMs, limit).changes)
  }

  /** Deletes what is worth the least where there are more. @returns How many. */
  trim(maxRows: number, limit: number): number {
    const count = Number(this.#trim.get()?.['count'] ?? 0)
    return count > maxRows ? this.shed(Math.min(limit, count - maxRows)) : 0
  }

  /** Deletes what is worth the least, the oldest first. @returns How many. */
  shed(limit: number): number {
    return Number(this.#shed.run(limit).changes)
  }
}

/** What is asked of the database of traces. */
export interface TraceTables {
  readonly database: DatabaseSync
  readonly traces: TraceTable
}

/** The database of traces. */
export const TRACE_DATABASE: DatabaseKind<TraceTables> = {
  name: 'traces',
  title: 'the history of traces',
  migrations: TRACE_MIGRATIONS,
  cacheKib: 1024,
  toTables: (database) => ({ database, traces: new TraceTable(database) }),
  shed: ({ traces }) => traces.shed(ROOM_TRACES) > 0,
}

function preparePage(database: DatabaseSync, column: 'start_ms' | 'duration_ms'): StatementSync {
  return database.prepare(`
    SELECT id, ${column} AS value, summary, spans FROM traces
    WHERE start_ms BETWEEN ?1 AND ?2 AND duration_ms BETWEEN ?3 AND ?4 AND (${column} < ?5 OR (${column} = ?5 AND id < ?6))
    ORDER BY ${column} DESC, id DESC LIMIT ?7`)
}

/** SQLite takes no infinity for a bound that indexes can use. */
function toColumn(value: number | undefined, byDefault: number): number {
  return value === undefined || !Number.isFinite(value) ? byDefault : value
}
