import { currentHistogram, currentNumber, currentSummary } from '../metrics/current-value.ts'
import type { HistogramSeries, NumberSeries, Series, SummarySeries } from '../metrics/series.ts'
import type { Family } from './family.ts'
import type { ExpositionFormat } from './negotiate-exposition.ts'
import { toBoundText, toCanonicalBoundText, toValueText } from './number-text.ts'

/** Writes the lines of one series after another, keeping what they have in common. */
export class SeriesWriter {
  readonly #name: string
  readonly #createdName: string
  readonly #toBound: (bound: number) => string
  #bounds: readonly number[] = []
  /** What follows the labels in the line of each bucket. */
  #bucketEnds: readonly string[] = []

  constructor(family: Family, format: ExpositionFormat, createdSamples: boolean) {
    const hasCreated =
      createdSamples && format === 'openmetrics' && family.hasCreated && family.type !== 'gauge'
    this.#name = family.name
    this.#createdName = hasCreated ? `${family.baseName}_created` : ''
    this.#toBound = format === 'openmetrics' ? toCanonicalBoundText : toBoundText
  }

  /** @param labels - As text, without braces. */
  write(series: Series, labels: string): string {
    switch (series.type) {
      case 'number':
        return this.#writeNumber(series, labels)
      case 'histogram':
        return this.#writeHistogram(series, labels)
      default:
        return this.#writeSummary(series, labels)
    }
  }

  #writeNumber(series: NumberSeries, labels: string): string {
    const { value, startMs } = currentNumber(series)
    return line(this.#name, labels, value) + this.#created(labels, startMs)
  }

  #writeHistogram(series: HistogramSeries, labels: string): string {
    const { bounds, counts, count, sum, startMs } = currentHistogram(series)
    const ends = this.#endsOf(bounds)
    const start = labels === '' ? `${this.#name}_bucket{le="` : `${this.#name}_bucket{${labels},le="`
    let text = ''
    let below = 0
    for (let index = 0; index < bounds.length; index++) {
      below += counts[index] as number
      text += `${start}${ends[index] as string}${below}\n`
    }
    text += `${start}+Inf"} ${count}\n${line(`${this.#name}_count`, labels, count)}`
    if (sum !== undefined) text += line(`${this.#name}_sum`, labels, sum)
    return text + this.#created(labels, startMs)
  }

  #writeSummary(series: SummarySeries, labels: string): string {
    const { quantiles, count, sum, startMs } = currentSummary(series)
    const written = new Set<number>()
    let text = ''
    for (const { quantile, value } of quantiles) {
      if (written.has(quantile)) continue
      written.add(quantile)
      const own = `quantile="${this.#toBound(quantile)}"`
      text += line(this.#name, labels === '' ? own : `${labels},${own}`, value)
    }
    text += line(`${this.#name}_count`, labels, count) + line(`${this.#name}_sum`, labels, sum)
    return text + this.#created(labels, startMs)
  }

  /** Since when the series counts, in seconds. */
  #created(labels: string, startMs: number): string {
    return this.#createdName === '' || startMs <= 0 ? '' : line(this.#createdName, labels, startMs / 1000)
  }

  #endsOf(bounds: readonly number[]): readonly string[] {
    if (this.#bounds === bounds || isSame(this.#bounds, bounds)) return this.#bucketEnds
    this.#bounds = bounds
    this.#bucketEnds = bounds.map((bound) => `${this.#toBound(bound)}"} `)
    return this.#bucketEnds
  }
}

function line(name: string, labels: string, value: number): string {
  return labels === '' ? `${name} ${toValueText(value)}\n` : `${name}{${labels}} ${toValueText(value)}\n`
}

function isSame(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((bound, index) => bound === right[index])
}
