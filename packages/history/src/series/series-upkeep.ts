import { blockOf, startOfBlock } from './blocks.ts'
import { ChunkPass, type ChunkPassParts } from './chunk-pass.ts'
import { FreshQueue } from './fresh-samples.ts'
import { SeriesRetention } from './series-retention.ts'
import type { SeriesTables } from './sqlite/series-database.ts'
import type { SeriesStorage, StepResult } from './sqlite/series-storage.ts'

/** A sample may come so late. */
export const OUT_OF_ORDER_MS = 600_000
/** More samples than this, 8 MB, go into chunks before their block of time is over; of twice as many no more are taken. */
export const MAX_HEAD = 400_000
/** Fewer series have room for so many each: half an hour, so that a hundred megabytes on disk need two in memory. */
const HEAD_PER_SERIES = 200
const MIN_HEAD = 50_000
/** What came is written down this often. */
const JOURNAL_MS = 4000
/** Samples that one transaction writes, 80 KB, and series. */
const JOURNAL_SAMPLES = 4096
const JOURNAL_SERIES = 256
/** What one call of `work` takes, at the least one step. */
const SLICE_MS = 5
/** Series that are looked at for having no samples left, in one step. */
const SWEPT_SERIES = 256

/** What {@link SeriesUpkeep} works on. */
export interface SeriesUpkeepParts extends ChunkPassParts {
  readonly storage: SeriesStorage
  /** How long samples are kept, in milliseconds. */
  readonly keepMs: number
}

/** Brings to disk what came, a little at a time: into the journal at once, into chunks later; and deletes what is old. */
export class SeriesUpkeep {
  readonly #parts: SeriesUpkeepParts
  readonly #retention: SeriesRetention
  /** Samples that are not in the journal. */
  readonly #fresh = new FreshQueue()
  /** Slots of series that are not on disk. */
  readonly #unsaved = new Set<number>()
  #pass: ChunkPass | null = null
  /** Up to when samples are in chunks. */
  #chunkedMs = Number.NEGATIVE_INFINITY
  #journalDueMs = 0
  #sweptSlot = 0

  constructor(parts: SeriesUpkeepParts) {
    this.#parts = parts
    this.#retention = new SeriesRetention(parts.keepMs)
  }

  /** A series is to be written down. */
  addSeries(slot: number): void {
    this.#unsaved.add(slot)
  }

  /** Whether a series has yet to be written down. */
  isUnsaved(slot: number): boolean {
    return this.#unsaved.has(slot)
  }

  /** A sample is to be written down. @param value - `null` marks the end of the series. */
  addSample(id: number, timestampMs: number, value: number | null): void {
    this.#fresh.add(id, timestampMs, value)
  }

  /** Does what is due for some milliseconds; returns whether there is more. */
  work(nowMs: number): boolean {
    const untilMs = performance.now() + SLICE_MS
    const isDue = performance.now() >= this.#journalDueMs || this.#fresh.count >= JOURNAL_SAMPLES
    if (isDue && this.writeFresh()) return true
    while (performance.now() < untilMs) if (!this.#step(nowMs)) return false
    return true
  }

  /** Writes down some of what came; returns whether there is more. */
  writeFresh(): boolean {
    const { known, storage } = this.#parts
    const isWritten = storage.transact((tables) => {
      const slots = [...this.#unsaved].slice(0, JOURNAL_SERIES)
      for (const slot of slots) {
        for (const pair of known.unsavedPairs(slot)) tables.pairs.put(pair)
        tables.series.put(known.row(slot))
      }
      const count = slots.length < this.#unsaved.size ? 0 : Math.min(this.#fresh.count, JOURNAL_SAMPLES)
      // What is in memory only has nothing to be read again.
      if (count > 0 && storage.file !== null) tables.journal.add(this.#fresh, 0, count)
      return {
        isMore: true,
        settle: () => {
          for (const slot of slots) {
            this.#unsaved.delete(slot)
            known.markSaved(slot)
          }
          this.#fresh.drop(count)
        },
      }
    })
    const isMore = isWritten === true && (this.#unsaved.size > 0 || this.#fresh.count > 0)
    if (!isMore) this.#journalDueMs = performance.now() + JOURNAL_MS
    return isMore
  }

  /** Nothing is on disk any more: all series are written anew. */
  startOver(): void {
    const { known } = this.#parts
    this.#pass = null
    known.forgetSaved()
    for (let slot = 0; slot < known.slots; slot++) {
      if (!known.has(slot)) continue
      known.forgetChunks(slot)
      this.#unsaved.add(slot)
    }
  }

  /** Does one of the things that are due, in one transaction; returns whether there may be more. */
  #step(nowMs: number): boolean {
    // What goes into chunks before it is in the journal would be read from both after a restart.
    if (this.#pass === null && this.#fresh.count > 0 && this.#isPassDue(nowMs) && this.writeFresh())
      return true
    const { storage } = this.#parts
    if (storage.transact((tables) => this.#stepIn(tables, nowMs)) === true) return true
    storage.attempt((tables) => {
      this.#retention.vacuum(tables)
      this.#sweep(tables)
    })
    return false
  }

  #stepIn(tables: SeriesTables, nowMs: number): StepResult {
    const pass = (this.#pass ??= this.#begin(tables, nowMs))
    if (pass === null) return { isMore: this.#retention.step(tables, nowMs), settle: () => {} }
    const { isMore, settle } = pass.step(tables)
    return {
      isMore: true,
      settle: () => {
        settle()
        if (!isMore) this.#pass = null
      },
    }
  }

  /** Begins to put samples into chunks where a block of time is over, or memory is full. */
  #begin(tables: SeriesTables, nowMs: number): ChunkPass | null {
    if (!this.#isPassDue(nowMs)) return null
    const overMs = overAt(nowMs)
    const beforeMs = overMs === this.#chunkedMs ? Number.POSITIVE_INFINITY : overMs
    this.#chunkedMs = overMs
    return new ChunkPass(this.#parts, beforeMs, tables)
  }

  #isPassDue(nowMs: number): boolean {
    const { head, known } = this.#parts
    const mostSamples = Math.min(MAX_HEAD, Math.max(MIN_HEAD, known.size * HEAD_PER_SERIES))
    return overAt(nowMs) !== this.#chunkedMs || head.samples > mostSamples
  }

  /** Forgets a few series that have no samples left. */
  #sweep({ chunks, series }: SeriesTables): void {
    const { known, head } = this.#parts
    const oldest = chunks.oldestBlock() ?? Number.POSITIVE_INFINITY
    const until = Math.min(known.slots, this.#sweptSlot + SWEPT_SERIES)
    for (let slot = this.#sweptSlot; slot < until; slot++) {
      if (!known.has(slot) || head.count(slot) > 0 || this.#unsaved.has(slot)) continue
      if (known.lastBlock(slot) >= oldest || known.lastBlock(slot) < 0) continue
      series.remove(known.id(slot))
      known.remove(slot)
    }
    this.#sweptSlot = until >= known.slots ? 0 : until
  }
}

/** When the last block of time ended of which no sample may come any more. */
function overAt(nowMs: number): number {
  return startOfBlock(blockOf(nowMs - OUT_OF_ORDER_MS))
}
