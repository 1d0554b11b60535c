import type { Span } from '../syntax/expression.ts'
import { positionOf } from '../syntax/position.ts'
import { quote } from '../syntax/quote.ts'
import { formatShortest } from './format-shortest.ts'

/** As many as Prometheus says of each kind. */
const MOST = 10
const COUNTER = /_(?:total|sum|count|bucket)$/

/** What makes a result doubtful, and what whoever wrote the query may want to know: each once, however often it is so. */
export class Notes {
  readonly #warnings = new Map<string, Span>()
  readonly #infos = new Map<string, Span>()
  #forced: ForcedBuckets | null = null

  warn(message: string, at: Span): void {
    this.#warnings.set(message, at)
  }

  inform(message: string, at: Span): void {
    this.#infos.set(message, at)
  }

  /** A counter whose name does not end as that of one. */
  informOfNoCounter(metric: string, at: Span): void {
    if (metric !== '' && !COUNTER.test(metric))
      this.inform(
        `metric might not be a counter, name does not end in _total/_sum/_count/_bucket: ${quote(metric)}`,
        at,
      )
  }

  /** A quantile that is none. */
  warnOfQuantile(q: number, at: Span): void {
    if (!(q >= 0 && q <= 1))
      this.warn(`quantile value should be between 0 and 1, got ${formatShortest(q)}`, at)
  }

  /** Of many quantiles, those that are the furthest from being some. */
  warnOfQuantiles(all: Float64Array, at: Span): void {
    const [least, most] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))]
    this.warnOfQuantile(most, at)
    if (!(least >= 0)) this.warnOfQuantile(least, at)
  }

  /** Counts of buckets that fell, where they cannot. */
  addForced(timeMs: number, buckets: Forced, at: Span): void {
    const known = this.#forced
    this.#forced = {
      at: known?.at ?? at,
      count: (known?.count ?? 0) + 1,
      firstMs: Math.min(known?.firstMs ?? timeMs, timeMs),
      lastMs: Math.max(known?.lastMs ?? timeMs, timeMs),
      least: Math.min(known?.least ?? Infinity, buckets.least),
      most: Math.max(known?.most ?? -Infinity, buckets.most),
      difference: Math.max(known?.difference ?? 0, buckets.difference),
    }
  }

  /** All that was noted, with where in the text it is. */
  read(text: string): { readonly warnings: readonly string[]; readonly infos: readonly string[] } {
    const infos = [...this.#infos]
    if (this.#forced !== null) infos.push([describeForced(this.#forced), this.#forced.at])
    return {
      warnings: write('warning', [...this.#warnings], text),
      infos: write('info', infos, text),
    }
  }
}

/** Which buckets had to be raised, and by how much at most. */
export interface Forced {
  readonly least: number
  readonly most: number
  readonly difference: number
}

interface ForcedBuckets extends Forced {
  readonly at: Span
  readonly count: number
  readonly firstMs: number
  readonly lastMs: number
}

function describeForced({ least, most, difference, count, firstMs, lastMs }: ForcedBuckets): string {
  return (
    'input to histogram_quantile needed to be fixed for monotonicity (see ' +
    'https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile), ' +
    `from buckets ${formatShortest(least)} to ${formatShortest(most)}, with a max diff of ${formatShortest(difference, 2)}, ` +
    `over ${count} samples from ${toSeconds(firstMs)} to ${toSeconds(lastMs)}`
  )
}

function toSeconds(timeMs: number): string {
  return new Date(Math.trunc(timeMs / 1000) * 1000).toISOString().replace('.000', '')
}

function write(kind: string, notes: readonly (readonly [string, Span])[], text: string): readonly string[] {
  const written = notes
    .slice(0, MOST)
    .map(([message, at]) => `PromQL ${kind}: ${message} (${positionOf(text, at.from)})`)
  const more = notes.length - written.length
  return more > 0 ? [...written, `${more} more ${kind} annotations omitted`] : written
}
