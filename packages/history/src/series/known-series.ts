import type { LabelMatcher, Labels } from '@cryo/promql'

import { blockOf, startOfBlock } from './blocks.ts'
import { growFloat64 } from './grow-array.ts'
import { LabelIndex } from './label-index.ts'
import { LabelPairs, type PairRow } from './label-pairs.ts'
import type { SeriesRow } from './sqlite/series-table.ts'

/** What is known of all series: their labels, their ids, and the time of which they have samples. */
export class KnownSeries {
  readonly #pairs = new LabelPairs()
  readonly #index = new LabelIndex(this.#pairs)
  readonly #slots = new Map<number, number>()
  #nextId = 1
  /** By the slot of a series. */
  #ids = new Float64Array(64)
  #firstMs = new Float64Array(64)
  #newestMs = new Float64Array(64)
  #firstBlocks = new Float64Array(64)
  #lastBlocks = new Float64Array(64)

  get size(): number {
    return this.#index.size
  }

  /** Slots are less than this; some may be free. */
  get slots(): number {
    return this.#index.slots
  }

  /** The id of the next series that is new. */
  get nextId(): number {
    return this.#nextId
  }

  /** The slot of the series of an id; `-1` where there is none. */
  slotOf(id: number): number {
    return this.#slots.get(id) ?? -1
  }

  has(slot: number): boolean {
    return this.#index.has(slot)
  }

  /** The id of a series with these labels; `null` where there is none. */
  find(labels: Labels): number | null {
    const slot = this.#index.find(labels)
    return slot === -1 ? null : this.id(slot)
  }

  /** Makes a series without samples; returns its slot. */
  add(labels: Labels): number {
    return this.#add(this.#nextId, this.#index.add(labels))
  }

  /** Knows what is on disk. @returns How many series have labels that are missing: they are left out. */
  recall(pairs: Iterable<PairRow>, series: Iterable<SeriesRow>): number {
    for (const pair of pairs) this.#pairs.recall(pair)
    let incomplete = 0
    for (const row of series) {
      if (row.pairs.every((pair) => this.#pairs.isSaved(pair))) this.#recall(row)
      else incomplete++
    }
    this.#pairs.freeUnused()
    return incomplete
  }

  remove(slot: number): void {
    this.#slots.delete(this.id(slot))
    this.#index.remove(slot)
  }

  id(slot: number): number {
    return this.#ids[slot] ?? 0
  }

  labels(slot: number): Labels {
    return this.#index.labels(slot)
  }

  /** As it is written down. */
  row(slot: number): SeriesRow {
    const [firstBlock, lastBlock] = [this.firstBlock(slot), this.lastBlock(slot)]
    const isEmpty = lastBlock < firstBlock
    return {
      id: this.id(slot),
      pairs: [...this.#index.pairs(slot)],
      firstBlock: isEmpty ? Number.MAX_SAFE_INTEGER : firstBlock,
      lastBlock: isEmpty ? -1 : lastBlock,
    }
  }

  /** Those of the pairs of a series that are not on disk. */
  unsavedPairs(slot: number): readonly PairRow[] {
    return [...this.#index.pairs(slot)]
      .filter((pair) => !this.#pairs.isSaved(pair))
      .map((pair) => ({ pair, name: this.#pairs.name(pair), value: this.#pairs.value(pair) }))
  }

  /** The pairs of a series are on disk. */
  markSaved(slot: number): void {
    for (const pair of this.#index.pairs(slot)) this.#pairs.markSaved(pair)
  }

  /** Another file has taken the place of the one that had them. */
  forgetSaved(): void {
    this.#pairs.forgetSaved()
  }

  /** The first block of which there is a chunk. */
  firstBlock(slot: number): number {
    return this.#firstBlocks[slot] ?? 0
  }

  /** The last one; before the first where there is none. */
  lastBlock(slot: number): number {
    return this.#lastBlocks[slot] ?? 0
  }

  /** There is a chunk of a block. */
  extend(slot: number, block: number): void {
    this.#firstBlocks[slot] = Math.min(this.firstBlock(slot), block)
    this.#lastBlocks[slot] = Math.max(this.lastBlock(slot), block)
  }

  /** Its chunks are gone. */
  forgetChunks(slot: number): void {
    this.#firstBlocks[slot] = Number.POSITIVE_INFINITY
    this.#lastBlocks[slot] = Number.NEGATIVE_INFINITY
    if (Number.isNaN(this.newestMs(slot))) this.#newestMs[slot] = Number.NEGATIVE_INFINITY
  }

  /** Time of the newest sample; `-Infinity` where there is none, `NaN` where the last chunk has to be asked. */
  newestMs(slot: number): number {
    return this.#newestMs[slot] ?? Number.NEGATIVE_INFINITY
  }

  /** There is a sample of a time. */
  see(slot: number, timestampMs: number): void {
    const newestMs = this.newestMs(slot)
    if (
      Number.isNaN(newestMs) ? timestampMs >= startOfBlock(this.lastBlock(slot) + 1) : timestampMs > newestMs
    )
      this.#newestMs[slot] = timestampMs
    if (timestampMs < (this.#firstMs[slot] ?? 0)) this.#firstMs[slot] = timestampMs
  }

  /** The last chunk was asked for its newest sample. */
  setNewest(slot: number, timestampMs: number): void {
    this.#newestMs[slot] = timestampMs
  }

  /** Slots of the series that fit all matchers. */
  select(matchers: readonly LabelMatcher[]): readonly number[] {
    return this.#index.select(matchers)
  }

  /** Slots one after the other, while others have the thread between two: one may be gone, and its slot another's. */
  *stillThere(slots: readonly number[]): Iterable<number> {
    const ids = slots.map((slot) => this.id(slot))
    for (const [index, slot] of slots.entries()) if (this.#slots.get(ids[index] ?? -1) === slot) yield slot
  }

  /** Slots of those that fit any of the sets and may have samples in a time, which is looked at roughly. */
  *selectAny(
    matcherSets: readonly (readonly LabelMatcher[])[],
    startMs: number,
    endMs: number,
  ): Iterable<number> {
    const [only] = matcherSets
    const slots =
      matcherSets.length <= 1
        ? this.#index.select(only ?? [])
        : new Set(matcherSets.flatMap((matchers) => this.#index.select(matchers)))
    for (const slot of slots) if (this.#mayHave(slot, startMs, endMs)) yield slot
  }

  /** The labels that any of some series has, each pair once. */
  distinctLabels(slots: Iterable<number>): Iterable<{ readonly name: string; readonly value: string }> {
    return this.#index.distinct(slots)
  }

  #mayHave(slot: number, startMs: number, endMs: number): boolean {
    const newestMs = this.newestMs(slot)
    const lastMs = Number.isNaN(newestMs) ? startOfBlock(this.lastBlock(slot) + 1) : newestMs
    return lastMs >= startMs && blockOf(this.#firstMs[slot] ?? 0) <= blockOf(endMs)
  }

  #recall({ id, pairs, firstBlock, lastBlock }: SeriesRow): void {
    if (this.#index.lookUp(pairs) !== -1 || this.#slots.has(id)) return
    const slot = this.#add(id, this.#index.recall(pairs))
    if (lastBlock < firstBlock) return
    this.#firstBlocks[slot] = firstBlock
    this.#lastBlocks[slot] = lastBlock
    this.#firstMs[slot] = startOfBlock(firstBlock)
    // Which of the last block it is, its chunk says.
    this.#newestMs[slot] = Number.NaN
  }

  #add(id: number, slot: number): number {
    if (slot >= this.#ids.length) this.#growTo(slot)
    this.#nextId = Math.max(this.#nextId, id + 1)
    this.#slots.set(id, slot)
    this.#ids[slot] = id
    this.#firstMs[slot] = Number.POSITIVE_INFINITY
    this.#newestMs[slot] = Number.NEGATIVE_INFINITY
    this.#firstBlocks[slot] = Number.POSITIVE_INFINITY
    this.#lastBlocks[slot] = Number.NEGATIVE_INFINITY
    return slot
  }

  #growTo(slot: number): void {
    this.#ids = growFloat64(this.#ids, slot + 1)
    this.#firstMs = growFloat64(this.#firstMs, slot + 1)
    this.#newestMs = growFloat64(this.#newestMs, slot + 1)
    this.#firstBlocks = growFloat64(this.#firstBlocks, slot + 1)
    this.#lastBlocks = growFloat64(this.#lastBlocks, slot + 1)
  }
}
