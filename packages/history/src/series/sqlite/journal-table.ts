import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'

import type { FreshSamples } from '../fresh-samples.ts'

const SAMPLE_BYTES = 20
const CHECKSUM_BYTES = 4

/** Samples that are in no chunk yet, as they came: what is read again after a kill. */
export class JournalTable {
  readonly #add: StatementSync
  readonly #all: StatementSync
  readonly #newest: StatementSync
  readonly #remove: StatementSync

  constructor(database: DatabaseSync) {
    this.#add = database.prepare('INSERT INTO journal (last_ms, samples) VALUES (?, ?)')
    this.#all = database.prepare('SELECT samples FROM journal ORDER BY id')
    this.#newest = database.prepare('SELECT max(id) AS id FROM journal')
    this.#remove = database.prepare(
      'DELETE FROM journal WHERE id IN (SELECT id FROM journal WHERE id <= ? AND last_ms < ? ORDER BY id LIMIT ?)',
    )
  }

  /** Adds some of the samples that wait. */
  add(fresh: FreshSamples, from: number, to: number): void {
    const count = to - from
    const bytes = new Uint8Array(CHECKSUM_BYTES + count * SAMPLE_BYTES)
    const body = bytes.subarray(CHECKSUM_BYTES)
    let at = 0
    for (const column of [fresh.timestamps, fresh.values, fresh.ids]) {
      const part = column.subarray(from, to)
      body.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at)
      at += part.byteLength
    }
    new DataView(bytes.buffer).setUint32(0, crc32(body))
    let lastMs = -Infinity
    for (let index = from; index < to; index++) lastMs = Math.max(lastMs, fresh.timestamps[index] ?? 0)
    this.#add.run(lastMs, bytes)
  }

  /** All of it; `null` in the place of what is damaged. */
  *all(): Iterable<FreshSamples | null> {
    for (const row of this.#all.iterate()) yield read(row['samples'] as Uint8Array)
  }

  /** The number of what was added last; 0 where there is nothing. */
  newest(): number {
    return Number(this.#newest.get()?.['id'] ?? 0)
  }

  /** Deletes what came up to a number and is before a time. @returns How many rows. */
  remove(upTo: number, beforeMs: number, limit: number): number {
    return Number(this.#remove.run(upTo, beforeMs, limit).changes)
  }
}

function read(bytes: Uint8Array): FreshSamples | null {
  if (bytes.length < CHECKSUM_BYTES) return null
  // A copy: numbers of eight bytes lie where their kind wants it.
  const body = bytes.slice(CHECKSUM_BYTES)
  const count = body.length / SAMPLE_BYTES
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  if (!Number.isInteger(count) || view.getUint32(0) !== crc32(body)) return null
  return {
    count,
    timestamps: new Float64Array(body.buffer, 0, count),
    values: new Float64Array(body.buffer, count * 8, count),
    ids: new Uint32Array(body.buffer, count * 16, count),
  }
}
