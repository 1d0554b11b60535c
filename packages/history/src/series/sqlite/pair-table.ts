import type { DatabaseSync, StatementSync } from 'node:sqlite'

import type { PairRow } from '../label-pairs.ts'

/** Rows that are read at once. */
const ROWS_AT_ONCE = 4096

/**
 * Pairs of the names and values of labels, each once. One that no series has any more stays until its number is given to
 * another: there are as many as there ever were at the same time.
 */
export class PairTable {
  readonly #put: StatementSync
  readonly #read: StatementSync

  constructor(database: DatabaseSync) {
    this.#put = database.prepare('INSERT OR REPLACE INTO pairs VALUES (?, ?)')
    this.#read = database.prepare(`
      SELECT '[' || group_concat('[' || id || ',' || pair || ']') || ']' AS rows
      FROM (SELECT * FROM pairs WHERE id > ? ORDER BY id LIMIT ${ROWS_AT_ONCE})`)
  }

  put({ pair, name, value }: PairRow): void {
    this.#put.run(pair, JSON.stringify([name, value]))
  }

  *all(): Iterable<PairRow> {
    for (let after = -1; ;) {
      const text = this.#read.get(after)?.['rows']
      if (typeof text !== 'string') return
      for (const [pair, [name, value]] of JSON.parse(text) as [number, [string, string]][]) {
        yield { pair, name, value }
        after = pair
      }
    }
  }
}
