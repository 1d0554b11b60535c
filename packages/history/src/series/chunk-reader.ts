import { blockOf } from './blocks.ts'
import { countSamples, decodeChunk, decodeInto } from './chunk/decode-chunk.ts'
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
    const parts = chunks === null ? [] : [this.#readChunks(chunks, slot, startMs, endMs)]
    if (this.#head.count(slot) > 0) parts.push(this.#head.read(slot))
    return cutSamples(mergeSamples(parts), startMs, endMs)
  }

  /** Samples of all chunks of a time, one after the other in the same arrays: a query reads hundreds. */
  #readChunks(chunks: ChunkTable, slot: number, startMs: number, endMs: number): Samples {
    const from = Math.max(blockOf(startMs), this.#known.firstBlock(slot))
    const to = Math.min(blockOf(endMs), this.#known.lastBlock(slot))
    const id = this.#known.id(slot)
    const found: { readonly chunk: Uint8Array; readonly count: number }[] = []
    let total = 0
    for (let block = from; block <= to; block++) {
      const chunk = chunks.find(block, id)
      if (chunk === null) continue
      const count = countSamples(chunk)
      if (count === null) this.damaged++
      else {
        found.push({ chunk, count })
        total += count
      }
    }
    const samples = { timestamps: new Float64Array(total), values: new Float64Array(total) }
    let next = 0
    for (const { chunk, count } of found) {
      decodeInto(chunk, {
        timestamps: samples.timestamps.subarray(next, next + count),
        values: samples.values.subarray(next, next + count),
      })
      next += count
    }
    return samples
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
