import type { PreparedRow } from './table.ts'

/** Rows that wait while nothing can be written. */
const MAX_ROWS = 500
/** Characters of all of them, roughly. */
const MAX_CHARACTERS = 4 * 1024 * 1024

/** A row with the table that it belongs to. */
export interface WaitingRow {
  readonly table: 'runs' | 'errorGroups'
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

  /** The oldest of them, in the order in which they came. */
  first(count: number): readonly WaitingRow[] {
    return this.#rows.values().take(count).toArray()
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
