import type { Table } from './sqlite/table.ts'

/** The most that one pass deletes: with a clock that is set forward a year, a day is lost and not all. */
const DAY_MS = 86_400_000
/** Rows that one step deletes. */
const STEP_ROWS = 32

/** Deletes the rows of one table that are too old, at most one day's in a pass, a few in each step. */
export class Retention {
  readonly #keepMs: number
  readonly #maxRows: number
  /** Up to when the pass that is under way deletes. */
  #passUntilMs: number | null = null

  constructor(keepMs: number, maxRows: number) {
    this.#keepMs = keepMs
    this.#maxRows = maxRows
  }

  /** Deletes some; returns whether the pass has more to delete. */
  step(table: Pick<Table, 'oldestBefore' | 'expire' | 'trim'>, nowMs: number): boolean {
    const dueMs = nowMs - this.#keepMs
    if (this.#passUntilMs === null) {
      const oldestMs = table.oldestBefore(dueMs)
      if (oldestMs !== null) this.#passUntilMs = Math.min(dueMs, oldestMs + DAY_MS)
    }
    const trimmed = table.trim(this.#maxRows, STEP_ROWS)
    const expired = this.#passUntilMs === null ? 0 : table.expire(this.#passUntilMs, STEP_ROWS)
    if (expired < STEP_ROWS) this.#passUntilMs = null
    return expired === STEP_ROWS || trimmed === STEP_ROWS
  }
}
