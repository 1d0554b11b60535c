import { blockOf } from './blocks.ts'
import { countSamples, decodeChunk, decodeInto } from './chunk/decode-chunk.ts'
import type { KnownSeries } from './known-series.ts'
import { SampleArrays } from './sample-arrays.ts'
import type { SampleHead } from './sample-head.ts'
import { cutSamples, firstFrom, mergeSamples, type Samples } from './samples.ts'
import type { ChunkTable } from './sqlite/chunk-table.ts'

/** Reads the samples of a series: those in chunks and those that are in none yet. */
export class ChunkReader {
  readonly #known: KnownSeries
  readonly #head: SampleHead
  readonly #arrays = new SampleArrays()
  /** Chunks that were found damaged. */
  damaged = 0

  constructor(known: KnownSeries, head: SampleHead) {
    this.#known = known
    this.#head = head
  }

  /**
   * Samples of a time, both ends included; their arrays may be given back.
   *
   * @param chunks - `null`: only those in memory.
   */
  read(chunks: ChunkTable | null, slot: number, startMs: number, endMs: number): Samples {
    const found = chunks === null ? [] : this.#find(chunks, slot, startMs, endMs)
    const newest = this.#head.read(slot)
    let total = 0
    for (const { count } of found) total += count
    const samples = this.#arrays.take(total + newest.timestamps.length)
    let next = 0
    for (const { chunk, count } of found) {
      decodeInto(chunk, {
        timestamps: samples.timestamps.subarray(next, next + count),
        values: samples.values.subarray(next, next + count),
      })
      next += count
    }
    if (total > 0 && (newest.timestamps[0] ?? Infinity) <= (samples.timestamps[total - 1] ?? 0)) {
      // What came late lies between them.
      const inChunks = {
        timestamps: samples.timestamps.subarray(0, total),
        values: samples.values.subarray(0, total),
      }
      const merged = mergeSamples([inChunks, newest])
      this.giveBack(samples)
      return cutSamples(merged, startMs, endMs)
    }
    samples.timestamps.set(newest.timestamps, total)
    samples.values.set(newest.values, total)
    return cutSamples(samples, startMs, endMs)
  }

  /** Takes back the arrays of samples that nobody reads any more. */
  giveBack(samples: Samples): void {
    this.#arrays.giveBack(samples)
  }

  /** All chunks of a time, not decoded. */
  #find(
    chunks: ChunkTable,
    slot: number,
    startMs: number,
    endMs: number,
  ): readonly { readonly chunk: Uint8Array; readonly count: number }[] {
    const from = Math.max(blockOf(startMs), this.#known.firstBlock(slot))
    const to = Math.min(blockOf(endMs), this.#known.lastBlock(slot))
    const id = this.#known.id(slot)
    const found: { readonly chunk: Uint8Array; readonly count: number }[] = []
    for (let block = from; block <= to; block++) {
      const chunk = chunks.find(block, id)
      if (chunk === null) continue
      const count = countSamples(chunk)
      if (count === null) this.damaged++
      else found.push({ chunk, count })
    }
    return found
  }

  /** Samples of one chunk; `null` where there is none. */
  readBlock(chunks: ChunkTable, block: number, slot: number): Samples | null {
    const chunk = chunks.find(block, this.#known.id(slot))
    const samples = chunk === null ? null : decodeChunk(chunk)
    if (chunk !== null && samples === null) this.damaged++
    return samples
  }

  /** Whether a chunk has a sample of a time. */
  hasInChunk(chunks: ChunkTable, slot: number, timestampMs: number): boolean {
    const block = blockOf(timestampMs)
    if (block < this.#known.firstBlock(slot) || block > this.#known.lastBlock(slot)) return false
    const samples = this.readBlock(chunks, block, slot)
    return samples !== null && samples.timestamps[firstFrom(samples.timestamps, timestampMs)] === timestampMs
  }
}
