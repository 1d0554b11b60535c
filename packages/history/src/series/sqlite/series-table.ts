import type { DatabaseSync, StatementSync } from 'node:sqlite'

/** A series as it is known on disk. */
export interface SeriesRow {
  readonly id: number
  /** Numbers of its pairs of name and value, in order. */
  readonly pairs: readonly number[]
  /** The first and the last block of time of which it has chunks, roughly; the last is before the first where there are none. */
  readonly firstBlock: number
  readonly lastBlock: number
}

/** Rows that are read at once. */
const ROWS_AT_ONCE = 4096

/** Series with the numbers of their labels. */
export class SeriesTable {
  readonly #put: StatementSync
  readonly #extend: StatementSync
  readonly #remove: StatementSync
  readonly #read: StatementSync

  constructor(database: DatabaseSync) {
    this.#put = database.prepare('INSERT OR REPLACE INTO series VALUES (?, ?, ?, ?)')
    this.#extend = database.prepare(
      'UPDATE series SET first_block = min(first_block, ?2), last_block = max(last_block, ?2) WHERE id = ?1',
    )
    this.#remove = database.prepare('DELETE FROM series WHERE id = ?')
    // As one text: an object for each row takes longer than the row.
    this.#read = database.prepare(`
      SELECT '[' || group_concat('[' || id || ',' || first_block || ',' || last_block || iif(pairs = '', '', ',' || pairs) || ']') || ']' AS rows
      FROM (SELECT * FROM series WHERE id > ? ORDER BY id LIMIT ${ROWS_AT_ONCE})`)
  }

  put({ id, pairs, firstBlock, lastBlock }: SeriesRow): void {
    this.#put.run(id, pairs.join(','), firstBlock, lastBlock)
  }

  /** A series has a chunk of one more block. */
  extend(id: number, block: number): void {
    this.#extend.run(id, block)
  }

  remove(id: number): void {
    this.#remove.run(id)
  }

  *all(): Iterable<SeriesRow> {
    for (let after = -1; ;) {
      const text = this.#read.get(after)?.['rows']
      if (typeof text !== 'string') return
      for (const [id = 0, firstBlock = 0, lastBlock = 0, ...pairs] of JSON.parse(text) as number[][]) {
        yield { id, pairs, firstBlock, lastBlock }
        after = id
      }
    }
  }
}
