import type { PreparedRow } from './table.ts'

/** Rows that wait while nothing can be written. */
const MAX_ROWS = 500
/** Characters of all of them, roughly. */
const MAX_CHARACTERS = 4 * 1024 * 1024

/** A row with the table that it belongs to. */
export interface WaitingRow {
  readonly table: 'runs' | 'errorGroups' | 'alerts' | 'silences'
  readonly row: PreparedRow
}

/** What is to be written, and tried again while it cannot be: the newest of each key; bounded, and what is lost is counted. */
export class WaitingRows {
  readonly #rows = new Map<string, WaitingRow>()
  #characters = 0
  /** Rows that were given up. */
  lost = 0

  get size(): number {
    return this.#rows.size
  }

  add(waiting: WaitingRow): void {
    this.#remove(waiting)
    this.#rows.set(waiting.row.key, waiting)
    this.#characters += sizeOf(waiting)
    while (this.#rows.size > MAX_ROWS || this.#characters > MAX_CHARACTERS) {
      const [oldest] = this.#rows.values()
      if (oldest === undefined) return
      this.giveUp(oldest)
    }
  }

  /** The oldest of them, in the order in which they came: one at least, further ones while all are short. */
  first(count: number, maxCharacters: number): readonly WaitingRow[] {
    const rows: WaitingRow[] = []
    let characters = 0
    for (const waiting of this.#rows.values()) {
      characters += sizeOf(waiting)
      if (rows.length >= count || (rows.length > 0 && characters > maxCharacters)) break
      rows.push(waiting)
    }
    return rows
  }

  /** Forgets what is written. */
  settle(written: readonly WaitingRow[]): void {
    for (const waiting of written) this.#remove(waiting)
  }

  giveUp(waiting: WaitingRow): void {
    this.#remove(waiting)
    this.lost++
  }

  #remove({ row }: WaitingRow): void {
    const known = this.#rows.get(row.key)
    if (known === undefined) return
    this.#characters -= sizeOf(known)
    this.#rows.delete(row.key)
  }
}

function sizeOf({ row }: WaitingRow): number {
  let size = 100
  for (const value of row.values) size += typeof value === 'string' ? value.length : 8
  return size
}
