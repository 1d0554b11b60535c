import type { LabelMatcher, Labels, SeriesData } from '@cryo/promql'

import { LabelIndex } from './label-index.ts'
import { SampleHead } from './sample-head.ts'
import { cutSamples, mergeSamples } from './samples.ts'
import type { Refused, SeriesHistory, SeriesHistoryOptions } from './series-history.ts'

const OUT_OF_ORDER_MS = 600_000
const AHEAD_MS = 86_400_000

/** A {@link SeriesHistory} in memory alone. */
export class MemorySeriesHistory implements SeriesHistory {
  readonly file: string | null = null
  readonly notices: readonly string[] = []
  readonly refused: { -readonly [Reason in keyof Refused]: number } = {
    outOfOrder: 0,
    duplicate: 0,
    invalidTime: 0,
    unknownSeries: 0,
    noRoom: 0,
    tooManySeries: 0,
  }
  readonly bytes: number = 0
  readonly #index = new LabelIndex()
  readonly #head = new SampleHead()
  readonly #maxSeries: number
  readonly #nowMs: () => number

  constructor({ maxSeries = 50_000, nowMs = Date.now }: SeriesHistoryOptions) {
    this.#maxSeries = maxSeries
    this.#nowMs = nowMs
  }

  get seriesCount(): number {
    return this.#index.size
  }

  get samplesInMemory(): number {
    return this.#head.samples
  }

  open(labels: Labels): number | null {
    const known = this.#index.find(labels)
    if (known !== -1) return known
    if (this.#index.size < this.#maxSeries) return this.#index.add(labels)
    this.refused.tooManySeries++
    return null
  }

  isOpen(handle: number): boolean {
    return this.#index.has(handle)
  }

  append(handle: number, timestampMs: number, value: number): boolean {
    return this.#append(handle, timestampMs, value)
  }

  appendStale(handle: number, timestampMs: number): boolean {
    return this.#append(handle, timestampMs, null)
  }

  newestMs(handle: number): number {
    return this.#head.newestMs(handle)
  }

  *select(matchers: readonly LabelMatcher[], startMs: number, endMs: number): Iterable<SeriesData> {
    for (const slot of this.#index.select(matchers)) {
      const samples = cutSamples(mergeSamples([this.#head.read(slot)]), startMs, endMs)
      if (samples.timestamps.length > 0) yield { labels: this.#index.labels(slot), ...samples }
    }
  }

  *series(matcherSets: readonly (readonly LabelMatcher[])[]): Iterable<Labels> {
    for (const slot of this.#selectAny(matcherSets)) yield this.#index.labels(slot)
  }

  labelNames(matcherSets: readonly (readonly LabelMatcher[])[]): readonly string[] {
    const names = new Set<string>()
    for (const slot of this.#selectAny(matcherSets)) this.#index.addNames(slot, names)
    return [...names].toSorted()
  }

  labelValues(name: string, matcherSets: readonly (readonly LabelMatcher[])[]): readonly string[] {
    const values = new Set<string>()
    for (const slot of this.#selectAny(matcherSets)) values.add(this.#index.value(slot, name))
    values.delete('')
    return [...values].toSorted()
  }

  work(): boolean {
    return false
  }

  flush(): void {}

  close(): void {}

  #append(handle: number, timestampMs: number, value: number | null): boolean {
    const timeMs = Math.floor(timestampMs)
    const reason = this.#refusal(handle, timeMs)
    if (reason !== null) {
      this.refused[reason]++
      return false
    }
    this.#head.append(handle, timeMs, value)
    return true
  }

  #refusal(handle: number, timeMs: number): keyof Refused | null {
    if (!this.#index.has(handle)) return 'unknownSeries'
    const nowMs = this.#nowMs()
    if (!(timeMs >= 0 && timeMs <= nowMs + AHEAD_MS)) return 'invalidTime'
    const newestMs = this.#head.newestMs(handle)
    if (timeMs > newestMs) return null
    if (timeMs < Math.min(newestMs, nowMs) - OUT_OF_ORDER_MS) return 'outOfOrder'
    return this.#head.has(handle, timeMs) ? 'duplicate' : null
  }

  #selectAny(matcherSets: readonly (readonly LabelMatcher[])[]): Iterable<number> {
    const [only] = matcherSets
    if (matcherSets.length <= 1) return this.#index.select(only ?? [])
    return new Set(matcherSets.flatMap((matchers) => this.#index.select(matchers)))
  }
}
