import type { DatabaseSync, StatementSync } from 'node:sqlite'

import type { Labels } from '@cryo/promql'

/** A series as it is known on disk. */
export interface SeriesRow {
  readonly id: number
  readonly labels: Labels
  /** The first and the last block of time of which it has chunks, roughly; the last is before the first where there are none. */
  readonly firstBlock: number
  readonly lastBlock: number
}

/** Series with their labels. */
export class SeriesTable {
  readonly #put: StatementSync
  readonly #extend: StatementSync
  readonly #remove: StatementSync
  readonly #all: StatementSync

  constructor(database: DatabaseSync) {
    this.#put = database.prepare('INSERT OR REPLACE INTO series VALUES (?, ?, ?, ?)')
    this.#extend = database.prepare(
      'UPDATE series SET first_block = min(first_block, ?2), last_block = max(last_block, ?2) WHERE id = ?1',
    )
    this.#remove = database.prepare('DELETE FROM series WHERE id = ?')
    this.#all = database.prepare('SELECT id, labels, first_block, last_block FROM series ORDER BY id')
  }

  put({ id, labels, firstBlock, lastBlock }: SeriesRow): void {
    this.#put.run(id, JSON.stringify(labels), firstBlock, lastBlock)
  }

  /** A series has a chunk of one more block. */
  extend(id: number, block: number): void {
    this.#extend.run(id, block)
  }

  remove(id: number): void {
    this.#remove.run(id)
  }

  *all(): Iterable<SeriesRow> {
    for (const row of this.#all.iterate()) {
      yield {
        id: Number(row['id']),
        labels: JSON.parse(String(row['labels'])) as Labels,
        firstBlock: Number(row['first_block']),
        lastBlock: Number(row['last_block']),
      }
    }
  }
}
