import { createMatcher, MatchingTime } from '@cryo/promql'
import type { LabelMatcher, Labels } from '@cryo/promql'

import type { Exemplar } from '../otlp/metric.ts'
import { toLabelName } from '../prometheus/label-name.ts'

/** Exemplars that are kept, the newest: some 2 MB at the most. */
const MAX_EXEMPLARS = 5000
/** Characters of the labels of one, as OpenMetrics has it. */
const MAX_LABEL_CHARACTERS = 128

/** An exemplar as Prometheus' HTTP API gives it. */
export interface FoundExemplar {
  readonly labels: Labels
  readonly value: number
  readonly timestampMs: number
}

/** Exemplars of one series, the oldest first. */
export interface ExemplarSeries {
  readonly seriesLabels: Labels
  readonly exemplars: readonly FoundExemplar[]
}

interface Kept extends FoundExemplar {
  readonly seriesLabels: Labels
}

/** The newest exemplars of all series, in memory only, as in Prometheus. */
export class ExemplarStore {
  /** Filled in a circle. */
  readonly #kept: Kept[] = []
  readonly #newestMs = new Map<string, number>()
  #next = 0

  /** Keeps one, unless the series has it or a later one. @param seriesLabels - With `__name__`. */
  add(seriesLabels: Labels, exemplar: Exemplar): void {
    const key = JSON.stringify(seriesLabels)
    const timestampMs = Math.trunc(exemplar.timeMs)
    if (timestampMs <= (this.#newestMs.get(key) ?? 0)) return
    if (this.#newestMs.size >= MAX_EXEMPLARS) this.#newestMs.clear()
    this.#newestMs.set(key, timestampMs)
    this.#kept[this.#next] = { seriesLabels, labels: toLabels(exemplar), value: exemplar.value, timestampMs }
    this.#next = (this.#next + 1) % MAX_EXEMPLARS
  }

  /** Those of series that fit any of the sets of matchers, by series. */
  find(matcherSets: readonly (readonly LabelMatcher[])[], startMs: number, endMs: number): ExemplarSeries[] {
    const time = new MatchingTime()
    const tests = matcherSets.map((matchers) =>
      matchers.map((matcher) => ({
        name: matcher.name,
        holds: createMatcher(matcher, time) ?? (() => false),
      })),
    )
    const series = new Map<string, { seriesLabels: Labels; exemplars: FoundExemplar[] }>()
    for (const { seriesLabels, ...exemplar } of this.#kept) {
      if (exemplar.timestampMs < startMs || exemplar.timestampMs > endMs) continue
      const fits = tests.some((set) => set.every(({ name, holds }) => holds(seriesLabels[name] ?? '')))
      if (!fits) continue
      const key = JSON.stringify(seriesLabels)
      const found = series.get(key) ?? { seriesLabels, exemplars: [] }
      found.exemplars.push(exemplar)
      series.set(key, found)
    }
    for (const { exemplars } of series.values())
      exemplars.sort((left, right) => left.timestampMs - right.timestampMs)
    return [...series.values()]
  }
}

/** The trace and the span, and as many of the attributes as there is room for. */
function toLabels({ traceId, spanId, attributes }: Exemplar): Labels {
  const labels: Record<string, string> = {}
  let characters = 0
  const add = (name: string | undefined, value: string): void => {
    if (name === undefined || value === '') return
    characters += name.length + value.length
    if (characters <= MAX_LABEL_CHARACTERS) labels[name] = value
  }
  add('trace_id', traceId)
  add('span_id', spanId)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value !== 'object') add(toLabelName(name), String(value))
  }
  return labels
}
