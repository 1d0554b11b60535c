import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'

/** A row as it was read: `rowid`, `record` and `crc`. */
export type Row = Readonly<Record<string, SQLOutputValue>>

/** A record made ready to be written. */
export interface PreparedRow {
  /** Identity of the record: one with the same replaces it. */
  readonly key: string
  /** The value of each column. */
  readonly values: readonly SQLInputValue[]
}

/** Rows of one kind of record, the least recently seen of which go first. Every call may throw what SQLite says. */
export interface Table {
  put(row: PreparedRow): void
  /** When the oldest of what may be deleted was seen last, if that was before a time in Unix milliseconds. */
  oldestBefore(beforeMs: number): number | null
  /** Deletes rows seen last before a time, the oldest first; returns how many. */
  expire(beforeMs: number, limit: number): number
  /** Deletes rows past a number of them, the oldest first; returns how many. */
  trim(maxRows: number, limit: number): number
  /** Deletes the oldest rows, whatever their age; returns how many. */
  shed(limit: number): number
  /** Deletes a row that cannot be read. */
  remove(row: Row): void
}

/** A time as a column takes it: what is no number would be refused. */
export function toColumn(timeMs: number): number {
  return Number.isFinite(timeMs) ? timeMs : 0
}
