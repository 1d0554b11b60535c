import { blockOf, startOfBlock } from './blocks.ts'
import { encodeChunk } from './chunk/encode-chunk.ts'
import type { ChunkReader } from './chunk-reader.ts'
import type { KnownSeries } from './known-series.ts'
import type { SampleHead } from './sample-head.ts'
import { firstFrom, mergeSamples, type Samples, valueAt } from './samples.ts'
import type { SeriesTables } from './sqlite/series-database.ts'

/** Series whose chunks are written in one transaction. */
const SERIES_PER_STEP = 16
/** Rows of the journal that one step deletes: each may be hundreds of kilobytes. */
const JOURNAL_ROWS_PER_STEP = 8

/** What of a series was written. */
interface Cut {
  readonly slot: number
  readonly blocks: readonly number[]
  /** Samples that are not due. */
  readonly rest: Samples
}

/** What a {@link ChunkPass} works on. */
export interface ChunkPassParts {
  readonly known: KnownSeries
  readonly head: SampleHead
  readonly reader: ChunkReader
}

/**
 * Puts samples of all series that are before a time into chunks, a few series in each step, and then deletes what the
 * journal has of them.
 */
export class ChunkPass {
  readonly #parts: ChunkPassParts
  readonly #beforeMs: number
  /** What the journal had at the start is in chunks, or later than the time, at the end. */
  readonly #journalId: number
  #slot = 0

  /** @param beforeMs - `Infinity`: all samples. */
  constructor(parts: ChunkPassParts, beforeMs: number, { journal }: SeriesTables) {
    this.#parts = parts
    this.#beforeMs = beforeMs
    this.#journalId = journal.newest()
  }

  /** Does a little, in a transaction that the caller has begun; returns what is to be done once it is committed. */
  step(tables: SeriesTables): { readonly isMore: boolean; readonly settle: () => void } {
    const { known, head } = this.#parts
    const cuts: Cut[] = []
    let slot = this.#slot
    for (; slot < known.slots && cuts.length < SERIES_PER_STEP; slot++) {
      if (!known.has(slot) || head.count(slot) === 0) continue
      const cut = this.#cut(tables, slot)
      if (cut !== null) cuts.push(cut)
    }
    const isRead = slot >= known.slots && cuts.length === 0
    const deleted = isRead ? tables.journal.remove(this.#journalId, this.#beforeMs, JOURNAL_ROWS_PER_STEP) : 0
    return {
      isMore: !isRead || deleted === JOURNAL_ROWS_PER_STEP,
      settle: () => {
        this.#slot = slot
        for (const cut of cuts) this.#settle(cut)
      },
    }
  }

  /** Writes the samples of a series that are due; `null` where none is. */
  #cut({ chunks, series }: SeriesTables, slot: number): Cut | null {
    const { known, head, reader } = this.#parts
    const samples = head.read(slot)
    const due = firstFrom(samples.timestamps, this.#beforeMs)
    if (due === 0) return null
    const id = known.id(slot)
    const blocks: number[] = []
    for (let from = 0; from < due;) {
      const block = blockOf(samples.timestamps[from] ?? 0)
      const to = Math.min(due, firstFrom(samples.timestamps, startOfBlock(block + 1)))
      const part = cutAt(samples, from, to)
      const isKnown = block >= known.firstBlock(slot) && block <= known.lastBlock(slot)
      const before = isKnown ? reader.readBlock(chunks, block, slot) : null
      chunks.put(block, id, encodeChunk(before === null ? part : mergeSamples([before, part])))
      if (!isKnown) series.extend(id, block)
      blocks.push(block)
      from = to
    }
    return { slot, blocks, rest: cutAt(samples, due, samples.timestamps.length) }
  }

  #settle({ slot, blocks, rest: { timestamps, values } }: Cut): void {
    const { known, head } = this.#parts
    for (const block of blocks) known.extend(slot, block)
    head.clear(slot)
    for (let index = 0; index < timestamps.length; index++)
      head.append(slot, timestamps[index] ?? 0, valueAt(values, index))
  }
}

function cutAt({ timestamps, values }: Samples, from: number, to: number): Samples {
  return { timestamps: timestamps.subarray(from, to), values: values.subarray(from, to) }
}
