import { createMatcher, STALE_NAN_BITS } from '@cryo/promql'
import type { LabelMatcher, Labels, SeriesData } from '@cryo/promql'

import type { SampleSink } from '../../src/history/series-recorder.ts'
import type { QueriedSeries } from '../../src/query/queried-series.ts'

interface Stored {
  readonly labels: Labels
  readonly samples: Map<number, bigint>
}

/** Keeps series in memory, as plainly as possible. */
export class MemorySeries implements SampleSink, QueriedSeries {
  readonly #stored: Stored[] = []

  open(labels: Labels): number {
    const key = keyOf(labels)
    const known = this.#stored.findIndex((each) => keyOf(each.labels) === key)
    return known === -1 ? this.#stored.push({ labels, samples: new Map() }) - 1 : known
  }

  append(handle: number, timestampMs: number, value: number): void {
    const bits = new BigUint64Array(new Float64Array([value]).buffer)[0] ?? 0n
    this.#put(handle, timestampMs, bits)
  }

  appendStale(handle: number, timestampMs: number): void {
    this.#put(handle, timestampMs, STALE_NAN_BITS)
  }

  newestMs(handle: number): number {
    return Math.max(-Infinity, ...(this.#stored[handle]?.samples.keys() ?? []))
  }

  *select(matchers: readonly LabelMatcher[], startMs: number, endMs: number): Generator<SeriesData> {
    for (const { labels, samples } of this.#stored) {
      if (!fits(labels, matchers)) continue
      const within = [...samples]
        .filter(([timeMs]) => timeMs >= startMs && timeMs <= endMs)
        .toSorted(([left], [right]) => left - right)
      if (within.length === 0) continue
      const values = new Float64Array(new BigUint64Array(within.map(([, bits]) => bits)).buffer)
      yield { labels, timestamps: Float64Array.from(within, ([timeMs]) => timeMs), values }
    }
  }

  *series(sets: readonly (readonly LabelMatcher[])[], startMs: number, endMs: number): Generator<Labels> {
    const seen = new Set<Labels>()
    for (const matchers of sets.length === 0 ? [[]] : sets) {
      for (const { labels } of this.select(matchers, startMs, endMs)) {
        if (!seen.has(labels)) yield labels
        seen.add(labels)
      }
    }
  }

  labelNames(sets: readonly (readonly LabelMatcher[])[], startMs: number, endMs: number): readonly string[] {
    return [...new Set([...this.series(sets, startMs, endMs)].flatMap((labels) => Object.keys(labels)))]
  }

  labelValues(
    name: string,
    sets: readonly (readonly LabelMatcher[])[],
    startMs: number,
    endMs: number,
  ): readonly string[] {
    return [...new Set([...this.series(sets, startMs, endMs)].flatMap((labels) => labels[name] ?? []))]
  }

  #put(handle: number, timestampMs: number, bits: bigint): void {
    this.#stored[handle]?.samples.set(timestampMs, bits)
  }
}

function fits(labels: Labels, matchers: readonly LabelMatcher[]): boolean {
  return matchers.every((matcher) => createMatcher(matcher)?.(labels[matcher.name] ?? '') === true)
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
