import type { LabelMatcher, Labels, SeriesData } from '@cryo/promql'

import { startOfBlock } from './blocks.ts'
import { ChunkReader } from './chunk-reader.ts'
import { KnownSeries } from './known-series.ts'
import { SampleHead } from './sample-head.ts'
import { valueAt } from './samples.ts'
import type { Refused, SeriesHistory, SeriesHistoryOptions } from './series-history.ts'
import { SeriesEviction } from './series-eviction.ts'
import { MAX_HEAD, OUT_OF_ORDER_MS, SeriesUpkeep } from './series-upkeep.ts'
import { MAX_SERIES_ID } from './sqlite/chunk-table.ts'
import type { SeriesTables } from './sqlite/series-database.ts'
import { SeriesStorage } from './sqlite/series-storage.ts'

const DAY_MS = 86_400_000
const AHEAD_MS = DAY_MS
/** Part of the room that strangers may fill: they shut out none of ours. */
const FOREIGN_SHARE = 0.75

/** A {@link SeriesHistory} on SQLite, in a file or in memory. */
export class SqliteSeriesHistory implements SeriesHistory {
  readonly notices: string[] = []
  readonly refused: { -readonly [Reason in keyof Refused]: number } = {
    outOfOrder: 0,
    duplicate: 0,
    invalidTime: 0,
    unknownSeries: 0,
    noRoom: 0,
    tooManySeries: 0,
  }
  readonly #known = new KnownSeries()
  readonly #head = new SampleHead()
  readonly #reader = new ChunkReader(this.#known, this.#head)
  readonly #storage: SeriesStorage
  readonly #upkeep: SeriesUpkeep
  readonly #eviction: SeriesEviction
  readonly #maxSeries: number
  readonly #nowMs: () => number
  #onNotice: (sentence: string) => void = (sentence) => this.notices.push(sentence)
  /** What was said of the number of series. */
  readonly #said = new Set<string>()
  #damagedSaid = 0

  constructor({
    dir,
    retentionDays = 14,
    maxBytes = 536_870_912,
    maxSeries = 50_000,
    onProblem = () => {},
    nowMs = Date.now,
  }: SeriesHistoryOptions) {
    this.#maxSeries = maxSeries
    this.#nowMs = nowMs
    this.#storage = new SeriesStorage({
      dir,
      maxBytes,
      nowMs,
      onNotice: (sentence) => this.#onNotice(sentence),
      onReplaced: () => this.#upkeep.startOver(),
    })
    this.#upkeep = new SeriesUpkeep({
      known: this.#known,
      head: this.#head,
      reader: this.#reader,
      storage: this.#storage,
      keepMs: retentionDays * DAY_MS,
    })
    this.#eviction = new SeriesEviction({
      known: this.#known,
      head: this.#head,
      storage: this.#storage,
      isUnsaved: (slot) => this.#upkeep.isUnsaved(slot),
    })
    this.#storage.attempt((tables) => this.#recall(tables))
    this.#onNotice = onProblem
  }

  get file(): string | null {
    return this.#storage.file
  }

  get seriesCount(): number {
    return this.#known.size
  }

  get samplesInMemory(): number {
    return this.#head.samples
  }

  get bytes(): number {
    return this.#storage.bytes
  }

  open(labels: Labels, isForeign = false): number | null {
    const known = this.#known.find(labels)
    if (known !== null) return known
    if (this.#known.nextId > MAX_SERIES_ID || !this.#hasRoom(isForeign)) {
      this.refused.tooManySeries++
      return null
    }
    const slot = this.#known.add(labels)
    this.#upkeep.addSeries(slot)
    return this.#known.id(slot)
  }

  isOpen(handle: number): boolean {
    return this.#known.slotOf(handle) !== -1
  }

  append(handle: number, timestampMs: number, value: number): boolean {
    return this.#append(handle, timestampMs, value)
  }

  appendStale(handle: number, timestampMs: number): boolean {
    return this.#append(handle, timestampMs, null)
  }

  newestMs(handle: number): number {
    const slot = this.#known.slotOf(handle)
    return slot === -1 ? Number.NEGATIVE_INFINITY : this.#newestMs(slot)
  }

  *select(matchers: readonly LabelMatcher[], startMs: number, endMs: number): Iterable<SeriesData> {
    for (const slot of this.#known.stillThere(this.#known.select(matchers))) {
      // Who goes on reading must not take what is left for all that there was.
      if (this.#storage.isClosed) throw new Error('the history is closed')
      const read = (chunks: SeriesTables['chunks'] | null): SeriesData => ({
        labels: this.#known.labels(slot),
        ...this.#reader.read(chunks, slot, startMs, endMs),
      })
      const found = this.#storage.attempt(({ chunks }) => read(chunks)) ?? read(null)
      if (found.timestamps.length > 0) yield found
      else this.release(found)
    }
    this.#sayDamaged()
  }

  release(series: SeriesData): void {
    this.#reader.giveBack(series)
  }

  *series(
    matcherSets: readonly (readonly LabelMatcher[])[],
    startMs: number,
    endMs: number,
  ): Iterable<Labels> {
    const slots = [...this.#known.selectAny(matcherSets, startMs, endMs)]
    for (const slot of this.#known.stillThere(slots)) yield this.#known.labels(slot)
  }

  labelNames(
    matcherSets: readonly (readonly LabelMatcher[])[],
    startMs: number,
    endMs: number,
  ): readonly string[] {
    const names = new Set<string>()
    const slots = this.#known.selectAny(matcherSets, startMs, endMs)
    for (const label of this.#known.distinctLabels(slots)) names.add(label.name)
    return [...names].toSorted()
  }

  labelValues(
    name: string,
    matcherSets: readonly (readonly LabelMatcher[])[],
    startMs: number,
    endMs: number,
  ): readonly string[] {
    const values: string[] = []
    const slots = this.#known.selectAny(matcherSets, startMs, endMs)
    for (const label of this.#known.distinctLabels(slots)) if (label.name === name) values.push(label.value)
    return values.toSorted()
  }

  work(nowMs: number): boolean {
    const isMore = this.#upkeep.work(nowMs)
    if (!isMore) this.#sayDamaged()
    return isMore
  }

  flush(): void {
    while (this.#upkeep.writeFresh());
  }

  close(): void {
    this.flush()
    this.#storage.close()
  }

  #append(handle: number, timestampMs: number, value: number | null): boolean {
    const slot = this.#known.slotOf(handle)
    const timeMs = Math.floor(timestampMs)
    const reason = slot === -1 ? 'unknownSeries' : this.#refusal(slot, timeMs)
    if (reason !== null) {
      this.refused[reason]++
      return false
    }
    this.#head.append(slot, timeMs, value)
    this.#upkeep.addSample(handle, timeMs, value)
    this.#known.see(slot, timeMs)
    return true
  }

  #refusal(slot: number, timeMs: number): keyof Refused | null {
    const nowMs = this.#nowMs()
    if (!(timeMs >= 0 && timeMs <= nowMs + AHEAD_MS)) return 'invalidTime'
    const newestMs = this.#newestMs(slot)
    if (timeMs <= newestMs) {
      if (timeMs < Math.min(newestMs, nowMs) - OUT_OF_ORDER_MS) return 'outOfOrder'
      if (this.#head.has(slot, timeMs)) return 'duplicate'
      if (this.#storage.attempt(({ chunks }) => this.#reader.hasInChunk(chunks, slot, timeMs)) === true)
        return 'duplicate'
    }
    return this.#head.samples < 2 * MAX_HEAD ? null : 'noRoom'
  }

  #newestMs(slot: number): number {
    const newestMs = this.#known.newestMs(slot)
    if (!Number.isNaN(newestMs)) return newestMs
    const block = this.#known.lastBlock(slot)
    const last = this.#storage.attempt(({ chunks }) => this.#reader.readBlock(chunks, block, slot))
    const foundMs = last?.timestamps.at(-1) ?? startOfBlock(block)
    this.#known.setNewest(slot, foundMs)
    return foundMs
  }

  /** Knows what is on disk. */
  #recall({ pairs, series, journal }: SeriesTables): void {
    this.#reader.damaged += this.#known.recall(pairs.all(), series.all())
    for (const samples of journal.all()) {
      if (samples === null) {
        this.#reader.damaged++
        continue
      }
      for (let index = 0; index < samples.count; index++) {
        const slot = this.#known.slotOf(samples.ids[index] ?? 0)
        const timeMs = samples.timestamps[index] ?? 0
        if (slot === -1 || this.#head.has(slot, timeMs)) continue
        this.#head.append(slot, timeMs, valueAt(samples.values, index))
        this.#known.see(slot, timeMs)
      }
    }
    this.#sayDamaged()
  }

  #hasRoom(isForeign: boolean): boolean {
    const room = this.#maxSeries * (isForeign ? FOREIGN_SHARE : 1)
    if (this.#known.size < room) return true
    if (this.#eviction.evict(this.#nowMs(), isForeign) > 0)
      this.#sayFull('those that ended longest ago make room for new ones')
    if (this.#known.size < room) return true
    this.#sayFull('new ones are not recorded until others have ended')
    return false
  }

  /** Says once each what follows from there being as many series as there may be. */
  #sayFull(consequence: string): void {
    if (this.#said.has(consequence)) return
    this.#said.add(consequence)
    this.#onNotice(`the history has room for ${this.#maxSeries} series: ${consequence}`)
  }

  #sayDamaged(): void {
    const { damaged } = this.#reader
    if (damaged > 0 && this.#damagedSaid === 0)
      this.#onNotice('the history of series has samples that were damaged: they are left out')
    this.#damagedSaid = damaged
  }
}
