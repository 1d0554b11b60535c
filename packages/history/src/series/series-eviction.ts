import { startOfBlock } from './blocks.ts'
import type { KnownSeries } from './known-series.ts'
import type { SampleHead } from './sample-head.ts'
import type { SeriesStorage } from './sqlite/series-storage.ts'

/** Series that are forgotten at once: about as many as a process has. */
const EVICTED_SERIES = 512
/** A series that has had no sample for so long has ended. */
const ENDED_MS = 600_000
/** Where none had ended, one looks again after so long: to look at all of them takes milliseconds. */
const WAIT_MS = 10_000
/** Between two evictions for series of strangers, who may send any number of them. */
const FOREIGN_WAIT_MS = 60_000

/** What {@link SeriesEviction} works on. */
export interface SeriesEvictionParts {
  readonly known: KnownSeries
  readonly head: SampleHead
  readonly storage: SeriesStorage
  /** Whether a series has yet to be written down: it is new. */
  readonly isUnsaved: (slot: number) => boolean
}

/**
 * Makes room for new series where there are as many as there may be: each start of a process brings some, and what runs
 * now is worth more than what ended longest ago.
 */
export class SeriesEviction {
  readonly #parts: SeriesEvictionParts
  #nextMs = Number.NEGATIVE_INFINITY
  #nextForeignMs = Number.NEGATIVE_INFINITY

  constructor(parts: SeriesEvictionParts) {
    this.#parts = parts
  }

  /** Forgets those that ended longest ago. @returns How many: none where all are at work, or were of late. */
  evict(nowMs: number, isForeign: boolean): number {
    const atMs = performance.now()
    if (atMs < (isForeign ? this.#nextForeignMs : this.#nextMs)) return 0
    this.#nextForeignMs = atMs + FOREIGN_WAIT_MS
    const slots = this.#longestEnded(nowMs)
    if (slots.length === 0) {
      this.#nextMs = atMs + WAIT_MS
      return 0
    }
    const { known, head, storage } = this.#parts
    const isDone = storage.transact(({ series }) => {
      for (const slot of slots) series.remove(known.id(slot))
      return {
        isMore: true,
        settle: () => {
          for (const slot of slots) {
            head.clear(slot)
            known.remove(slot)
          }
        },
      }
    })
    return isDone === true ? slots.length : 0
  }

  #longestEnded(nowMs: number): readonly number[] {
    const { known, isUnsaved } = this.#parts
    const ended: { readonly slot: number; readonly endedMs: number }[] = []
    for (let slot = 0; slot < known.slots; slot++) {
      if (!known.has(slot) || isUnsaved(slot)) continue
      const newestMs = known.newestMs(slot)
      const endedMs = Number.isNaN(newestMs) ? startOfBlock(known.lastBlock(slot) + 1) : newestMs
      if (endedMs < nowMs - ENDED_MS) ended.push({ slot, endedMs })
    }
    ended.sort((left, right) => left.endedMs - right.endedMs)
    return ended.slice(0, EVICTED_SERIES).map(({ slot }) => slot)
  }
}
