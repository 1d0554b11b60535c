import type { LabelMatcher, Labels, SeriesData } from '@cryo/promql'

import { MendingDatabase } from '../sqlite/mending-database.ts'
import { readNumber } from '../sqlite/open-database.ts'
import { blockOf, startOfBlock } from './blocks.ts'
import { ChunkPass } from './chunk-pass.ts'
import { ChunkReader } from './chunk-reader.ts'
import { FreshQueue } from './fresh-samples.ts'
import { KnownSeries } from './known-series.ts'
import { SampleHead } from './sample-head.ts'
import { valueAt } from './samples.ts'
import type { Refused, SeriesHistory, SeriesHistoryOptions } from './series-history.ts'
import { SeriesRetention } from './series-retention.ts'
import { MAX_SERIES_ID } from './sqlite/chunk-table.ts'
import { SERIES_DATABASE, type SeriesTables } from './sqlite/series-database.ts'
import { WriteTrouble } from '../sqlite/write-trouble.ts'

const DAY_MS = 86_400_000
const OUT_OF_ORDER_MS = 600_000
const AHEAD_MS = DAY_MS
/** What came is written down this often. */
const JOURNAL_MS = 4000
/** Samples that one transaction writes, 80 KB, and series. */
const JOURNAL_SAMPLES = 4096
const JOURNAL_SERIES = 256
/** Part of the room that strangers may fill: they shut out none of ours. */
const FOREIGN_SHARE = 0.75
/** What one call of `work` takes, at the least one step. */
const SLICE_MS = 5
/** More samples than this, 8 MB, go into chunks before their block of time is over; of twice as many no more are taken. */
const MAX_HEAD = 400_000
/** Fewer series have room for so many each: half an hour, so that a hundred megabytes on disk need two in memory. */
const HEAD_PER_SERIES = 200
const MIN_HEAD = 50_000
/** Series that are looked at for having no samples left, in one step. */
const SWEPT_SERIES = 256

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
  /** Samples that are not in the journal. */
  readonly #fresh = new FreshQueue()
  /** Slots of series that are not on disk. */
  readonly #unsaved = new Set<number>()
  readonly #database: MendingDatabase<SeriesTables>
  readonly #retention: SeriesRetention
  readonly #keepMs: number
  readonly #maxSeries: number
  readonly #nowMs: () => number
  /** Those of which everything that is known was written: another file has taken their place where they differ. */
  #tables: SeriesTables | null = null
  #onNotice: (sentence: string) => void = (sentence) => this.notices.push(sentence)
  #isClosed = false
  readonly #trouble = new WriteTrouble('the history of series', (sentence) => this.#onNotice(sentence))
  #isFullSaid = false
  #damagedSaid = 0
  #pass: ChunkPass | null = null
  /** Up to when samples are in chunks. */
  #chunkedMs = Number.NEGATIVE_INFINITY
  #journalDueMs = 0
  #sweptSlot = 0

  constructor({
    dir,
    retentionDays = 14,
    maxBytes = 536_870_912,
    maxSeries = 50_000,
    onProblem = () => {},
    nowMs = Date.now,
  }: SeriesHistoryOptions) {
    const onNotice = (sentence: string): void => this.#onNotice(sentence)
    this.#keepMs = retentionDays * DAY_MS
    this.#maxSeries = maxSeries
    this.#nowMs = nowMs
    this.#database = new MendingDatabase(SERIES_DATABASE, { dir, maxBytes, nowMs, onNotice })
    this.#retention = new SeriesRetention(this.#keepMs)
    this.#attempt((tables) => this.#recall(tables))
    this.#onNotice = onProblem
  }

  get file(): string | null {
    return this.#database.file
  }

  get seriesCount(): number {
    return this.#known.size
  }

  get samplesInMemory(): number {
    return this.#head.samples
  }

  get bytes(): number {
    return (
      this.#attempt(
        ({ database }) => readNumber(database, 'page_count') * readNumber(database, 'page_size'),
      ) ?? 0
    )
  }

  open(labels: Labels, isForeign = false): number | null {
    const known = this.#known.find(labels)
    if (known !== null) return known
    const room = this.#maxSeries * (isForeign ? FOREIGN_SHARE : 1)
    if (this.#known.size >= room || this.#known.nextId > MAX_SERIES_ID) {
      this.refused.tooManySeries++
      this.#sayFull()
      return null
    }
    const slot = this.#known.add(labels)
    this.#unsaved.add(slot)
    return this.#known.id(slot)
  }

  #sayFull(): void {
    if (this.#isFullSaid) return
    this.#isFullSaid = true
    this.#onNotice(
      `the history has ${this.#known.size} series: new ones are not recorded until old ones are as old as metricsRetentionDays`,
    )
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
      if (this.#isClosed) throw new Error('the history is closed')
      const read = (chunks: SeriesTables['chunks'] | null): SeriesData => ({
        labels: this.#known.labels(slot),
        ...this.#reader.read(chunks, slot, startMs, endMs),
      })
      const found = this.#attempt(({ chunks }) => read(chunks)) ?? read(null)
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
    const untilMs = performance.now() + SLICE_MS
    const isDue = performance.now() >= this.#journalDueMs || this.#fresh.count >= JOURNAL_SAMPLES
    if (isDue && this.#writeFresh()) return true
    while (performance.now() < untilMs) {
      if (this.#step(nowMs)) continue
      this.#sayDamaged()
      return false
    }
    return true
  }

  flush(): void {
    while (this.#writeFresh());
  }

  close(): void {
    this.flush()
    this.#isClosed = true
    this.#database.close()
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
    this.#fresh.add(handle, timeMs, value)
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
      if (this.#attempt(({ chunks }) => this.#reader.hasInChunk(chunks, slot, timeMs)) === true)
        return 'duplicate'
    }
    return this.#head.samples < 2 * MAX_HEAD ? null : 'noRoom'
  }

  #newestMs(slot: number): number {
    const newestMs = this.#known.newestMs(slot)
    if (!Number.isNaN(newestMs)) return newestMs
    const block = this.#known.lastBlock(slot)
    const last = this.#attempt(({ chunks }) => this.#reader.readBlock(chunks, block, slot))
    const foundMs = last?.timestamps.at(-1) ?? startOfBlock(block)
    this.#known.setNewest(slot, foundMs)
    return foundMs
  }

  /** Does one of the things that are due, in one transaction; returns whether there may be more. */
  #step(nowMs: number): boolean {
    // What goes into chunks before it is in the journal would be read from both after a restart.
    if (this.#pass === null && this.#fresh.count > 0 && this.#isPassDue(nowMs) && this.#writeFresh())
      return true
    const isMore = this.#transact((tables) => {
      const pass = (this.#pass ??= this.#begin(tables, nowMs))
      if (pass === null) return { isMore: this.#retention.step(tables, nowMs), settle: () => {} }
      const { isMore: isUnderWay, settle } = pass.step(tables)
      return {
        isMore: true,
        settle: () => {
          settle()
          if (!isUnderWay) this.#pass = null
        },
      }
    })
    if (isMore === true) return true
    this.#attempt((tables) => {
      this.#retention.vacuum(tables)
      this.#sweep(tables)
    })
    return false
  }

  /** Begins to put samples into chunks where a block of time is over, or memory is full. */
  #begin(tables: SeriesTables, nowMs: number): ChunkPass | null {
    if (!this.#isPassDue(nowMs)) return null
    const overMs = overAt(nowMs)
    const beforeMs = overMs === this.#chunkedMs ? Number.POSITIVE_INFINITY : overMs
    this.#chunkedMs = overMs
    return new ChunkPass({ known: this.#known, head: this.#head, reader: this.#reader }, beforeMs, tables)
  }

  #isPassDue(nowMs: number): boolean {
    return overAt(nowMs) !== this.#chunkedMs || this.#head.samples > this.#maxHead
  }

  get #maxHead(): number {
    return Math.min(MAX_HEAD, Math.max(MIN_HEAD, this.#known.size * HEAD_PER_SERIES))
  }

  /** Forgets a few series that have no samples left. */
  #sweep({ chunks, series }: SeriesTables): void {
    const oldest = chunks.oldestBlock() ?? Number.POSITIVE_INFINITY
    const until = Math.min(this.#known.slots, this.#sweptSlot + SWEPT_SERIES)
    for (let slot = this.#sweptSlot; slot < until; slot++) {
      if (!this.#known.has(slot) || this.#head.count(slot) > 0 || this.#unsaved.has(slot)) continue
      if (this.#known.lastBlock(slot) >= oldest || this.#known.lastBlock(slot) < 0) continue
      series.remove(this.#known.id(slot))
      this.#known.remove(slot)
    }
    this.#sweptSlot = until >= this.#known.slots ? 0 : until
  }

  /** Writes down some of what came; returns whether there is more. */
  #writeFresh(): boolean {
    const isWritten = this.#transact((tables) => {
      const slots = [...this.#unsaved].slice(0, JOURNAL_SERIES)
      for (const slot of slots) {
        for (const pair of this.#known.unsavedPairs(slot)) tables.pairs.put(pair)
        tables.series.put(this.#known.row(slot))
      }
      const count = slots.length < this.#unsaved.size ? 0 : Math.min(this.#fresh.count, JOURNAL_SAMPLES)
      // What is in memory only has nothing to be read again.
      if (count > 0 && this.file !== null) tables.journal.add(this.#fresh, 0, count)
      return {
        isMore: true,
        settle: () => {
          for (const slot of slots) {
            this.#unsaved.delete(slot)
            this.#known.markSaved(slot)
          }
          this.#fresh.drop(count)
        },
      }
    })
    const isMore = isWritten === true && (this.#unsaved.size > 0 || this.#fresh.count > 0)
    if (!isMore) this.#journalDueMs = performance.now() + JOURNAL_MS
    return isMore
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

  #transact(
    work: (tables: SeriesTables) => { readonly isMore: boolean; readonly settle: () => void },
  ): boolean | null {
    return this.#attempt((tables) => {
      tables.database.exec('BEGIN IMMEDIATE')
      const { isMore, settle } = work(tables)
      tables.database.exec('COMMIT')
      settle()
      this.#trouble.succeed()
      return isMore
    })
  }

  /** Does something with the database; `null` where that is not possible. */
  #attempt<R>(work: (tables: SeriesTables) => R): R | null {
    return this.#database.attempt(
      (tables) => {
        this.#use(tables)
        return work(tables)
      },
      (error) => {
        if (!this.#isClosed) this.#trouble.fail(error)
      },
    )
  }

  /** Where another file has taken the place of a damaged one, it knows none of the series. */
  #use(tables: SeriesTables): void {
    if (this.#tables !== null && this.#tables !== tables) {
      this.#pass = null
      this.#known.forgetSaved()
      for (let slot = 0; slot < this.#known.slots; slot++) {
        if (!this.#known.has(slot)) continue
        this.#known.forgetChunks(slot)
        this.#unsaved.add(slot)
      }
    }
    this.#tables = tables
  }

  #sayDamaged(): void {
    const { damaged } = this.#reader
    if (damaged > 0 && this.#damagedSaid === 0)
      this.#onNotice('the history of series has samples that were damaged: they are left out')
    this.#damagedSaid = damaged
  }
}

/** When the last block of time ended of which no sample may come any more. */
function overAt(nowMs: number): number {
  return startOfBlock(blockOf(nowMs - OUT_OF_ORDER_MS))
}
