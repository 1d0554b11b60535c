import { blockOf } from './blocks.ts'
import { decodeChunk } from './chunk/decode-chunk.ts'
import type { KnownSeries } from './known-series.ts'
import type { SampleHead } from './sample-head.ts'
import { cutSamples, firstFrom, mergeSamples, type Samples } from './samples.ts'
import type { ChunkTable } from './sqlite/chunk-table.ts'

/** Reads the samples of a series: those in chunks and those that are in none yet. */
export class ChunkReader {
  readonly #known: KnownSeries
  readonly #head: SampleHead
  /** Chunks that were found damaged. */
  damaged = 0

  constructor(known: KnownSeries, head: SampleHead) {
    this.#known = known
    this.#head = head
  }

  /** Samples of a time, both ends included. @param chunks - `null`: only those in memory. */
  read(chunks: ChunkTable | null, slot: number, startMs: number, endMs: number): Samples {
    const parts: Samples[] = []
    if (chunks !== null) {
      const from = Math.max(blockOf(startMs), this.#known.firstBlock(slot))
      const to = Math.min(blockOf(endMs), this.#known.lastBlock(slot))
      for (let block = from; block <= to; block++) {
        const samples = this.readBlock(chunks, block, slot)
        if (samples !== null) parts.push(cutSamples(samples, startMs, endMs))
      }
    }
    if (this.#head.count(slot) > 0) parts.push(cutSamples(this.#head.read(slot), startMs, endMs))
    return mergeSamples(parts)
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
