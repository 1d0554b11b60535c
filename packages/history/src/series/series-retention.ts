import { BLOCKS_PER_DAY, blockOf } from './blocks.ts'
import { readNumber } from '../sqlite/open-database.ts'
import type { SeriesTables } from './sqlite/series-database.ts'

/** Chunks that one step deletes. */
const CHUNKS_PER_STEP = 64
/** Pages that one step gives back to the disk. */
const VACUUM_PAGES = 64
/** Free pages are used again; a part of the file this large is given back. */
const FREE_SHARE = 0.25
/** The oldest goes before the size is reached: what is written has to find room. */
const FULL_SHARE = 0.95
/** Time between two passes: with a clock that is set forward a year, a day is lost in each, and not all at once. */
const PASS_MS = 3_600_000

/** Deletes chunks that are too old, a day's at most in a pass, and the oldest where there are too many. */
export class SeriesRetention {
  readonly #keepMs: number
  /** Blocks before it go in this pass. */
  #untilBlock: number | null = null
  /** When the next pass is due, on the clock of `performance.now()`. */
  #dueMs = Number.NEGATIVE_INFINITY

  constructor(keepMs: number) {
    this.#keepMs = keepMs
  }

  /** Does a little, in a transaction that the caller has begun; returns whether there is more to do at once. */
  step(tables: SeriesTables, nowMs: number): boolean {
    const { chunks, database } = tables
    if (isFull(database)) {
      const oldest = chunks.oldestBlock()
      return oldest !== null && chunks.removeBefore(oldest + 1, CHUNKS_PER_STEP) > 0
    }
    if (this.#untilBlock === null) {
      if (performance.now() < this.#dueMs) return false
      this.#untilBlock = this.#findUntil(tables, nowMs)
    }
    if (chunks.removeBefore(this.#untilBlock, CHUNKS_PER_STEP) === CHUNKS_PER_STEP) return true
    this.#untilBlock = null
    this.#dueMs = performance.now() + PASS_MS
    return false
  }

  /** Gives back a little of the disk, outside a transaction, where much of the file is free. */
  vacuum({ database }: SeriesTables): void {
    const free = readNumber(database, 'freelist_count')
    if (free > VACUUM_PAGES && free > readNumber(database, 'page_count') * FREE_SHARE)
      database.exec(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`)
  }

  #findUntil({ chunks }: SeriesTables, nowMs: number): number {
    const due = blockOf(nowMs - this.#keepMs)
    const oldest = chunks.oldestBlock()
    return oldest === null ? due : Math.min(due, oldest + BLOCKS_PER_DAY)
  }
}

function isFull(database: SeriesTables['database']): boolean {
  const used = readNumber(database, 'page_count') - readNumber(database, 'freelist_count')
  return used > readNumber(database, 'max_page_count') * FULL_SHARE
}
