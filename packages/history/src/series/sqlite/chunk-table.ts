import type { DatabaseSync, StatementSync } from 'node:sqlite'

/** Series that there may be in the life of a file. */
export const MAX_SERIES_ID: number = 2 ** 26 - 1
const IDS = MAX_SERIES_ID + 1

/**
 * Chunks by the block of time and the series: those of one block lie together, so that they are written at the end of
 * the file, and deleted, side by side.
 */
export class ChunkTable {
  readonly #put: StatementSync
  readonly #find: StatementSync
  readonly #oldest: StatementSync
  readonly #remove: StatementSync

  constructor(database: DatabaseSync) {
    this.#put = database.prepare(
      'INSERT INTO chunks VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET samples = excluded.samples',
    )
    this.#find = database.prepare('SELECT samples FROM chunks WHERE key = ?')
    this.#oldest = database.prepare('SELECT min(key) AS key FROM chunks')
    this.#remove = database.prepare(
      'DELETE FROM chunks WHERE key IN (SELECT key FROM chunks WHERE key < ? ORDER BY key LIMIT ?)',
    )
  }

  put(block: number, id: number, samples: Uint8Array): void {
    this.#put.run(block * IDS + id, samples)
  }

  find(block: number, id: number): Uint8Array | null {
    return (this.#find.get(block * IDS + id)?.['samples'] as Uint8Array | undefined) ?? null
  }

  /** The oldest block of which there are chunks; `null` where there are none. */
  oldestBlock(): number | null {
    const key = this.#oldest.get()?.['key']
    return typeof key === 'number' ? Math.floor(key / IDS) : null
  }

  /** Deletes the oldest chunks of the blocks before one. @returns How many. */
  removeBefore(block: number, limit: number): number {
    return Number(this.#remove.run(Math.min(block * IDS, Number.MAX_SAFE_INTEGER), limit).changes)
  }
}
