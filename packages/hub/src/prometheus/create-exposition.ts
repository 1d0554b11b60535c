import type { SeriesStore } from '../metrics/series-store.ts'
import type { Exposition, ExpositionLoss } from './exposition.ts'
import { type Families, type Family, TARGET_INFO, toFamilies } from './family.ts'
import { escapeHelp, escapeText, LabelTexts, toLabelText } from './label-text.ts'
import {
  EXPOSITION_CONTENT_TYPE,
  type ExpositionFormat,
  negotiateExposition,
} from './negotiate-exposition.ts'
import { SeriesWriter } from './write-series.ts'

/** How to write an exposition. */
export interface ExpositionOptions {
  /**
   * Whether OpenMetrics has a `_created` sample for each counter, histogram and summary whose start is known, so
   * that Prometheus sees the first increment; true unless given.
   */
  readonly createdSamples?: boolean
}

/** Characters of one part: made in a fraction of a millisecond. */
const CHUNK_LENGTH = 32_768

const NO_FAMILIES: Families = { list: [], conflicts: 0, unnamed: 0 }

/**
 * Makes the exposition of a store. It remembers the names and labels that it made for as long as their series live.
 * @example
 * const exposition = createExposition(store)
 * const { contentType, chunks } = exposition.answer(request.headers.accept)
 */
export function createExposition(store: SeriesStore, options: ExpositionOptions = {}): Exposition {
  return new StoreExposition(store, options.createdSamples ?? true)
}

class StoreExposition implements Exposition {
  readonly #store: SeriesStore
  readonly #createdSamples: boolean
  readonly #texts = new LabelTexts()
  #families = NO_FAMILIES
  #shape = -1
  loss: ExpositionLoss = { conflicts: 0, unnamed: 0, unlabelled: 0, duplicates: 0 }

  constructor(store: SeriesStore, createdSamples: boolean) {
    this.#store = store
    this.#createdSamples = createdSamples
  }

  answer(accept: string | null | undefined): ReturnType<Exposition['answer']> {
    const format = negotiateExposition(accept)
    return { contentType: EXPOSITION_CONTENT_TYPE[format], chunks: this.write(format) }
  }

  *write(format: ExpositionFormat): Generator<string, void, undefined> {
    if (this.#shape !== this.#store.shape) {
      this.#families = toFamilies(this.#store)
      this.#shape = this.#store.shape
    }
    const { list, conflicts, unnamed } = this.#families
    const counts = { unlabelled: 0, duplicates: 0 }
    let chunk = ''
    for (const text of this.#writeAll(list, format, counts)) {
      chunk += text
      if (chunk.length < CHUNK_LENGTH) continue
      yield chunk
      chunk = ''
    }
    this.loss = { conflicts, unnamed, ...counts }
    yield format === 'openmetrics' ? `${chunk}# EOF\n` : chunk
  }

  *#writeAll(
    families: readonly Family[],
    format: ExpositionFormat,
    counts: { unlabelled: number; duplicates: number },
  ): Generator<string, void, undefined> {
    yield* this.#writeTargets(format)
    for (const family of families) {
      const writer = new SeriesWriter(family, format, this.#createdSamples)
      const written = new Set<string>()
      for (const metric of family.metrics) {
        for (const series of metric.series.values()) {
          const labels = this.#texts.ofSeries(series)
          if (labels === null) counts.unlabelled++
          else if (written.has(labels)) counts.duplicates++
          else {
            const head = written.size === 0 ? headOf(family, format) : ''
            written.add(labels)
            yield head + writer.write(series, labels)
          }
        }
      }
    }
  }

  *#writeTargets(format: ExpositionFormat): Generator<string, void, undefined> {
    const written = new Set<string>()
    for (const resource of this.#store.resources()) {
      const { target } = this.#texts.ofResource(resource).labels
      const labels = target === undefined ? '' : toLabelText(target)
      if (labels === '' || written.has(labels)) continue
      const head = written.size === 0 ? headOf(TARGET_FAMILY, format) : ''
      written.add(labels)
      yield `${head}${TARGET_INFO}{${labels}} 1\n`
    }
  }
}

const TARGET_FAMILY = {
  name: TARGET_INFO,
  type: 'gauge',
  help: 'Target metadata',
  unit: '',
  baseName: TARGET_INFO,
} as const

function headOf(
  { name, type, help, unit, baseName }: Pick<Family, 'name' | 'type' | 'help' | 'unit' | 'baseName'>,
  format: ExpositionFormat,
): string {
  if (format === 'text') {
    return `${help === '' ? '' : `# HELP ${name} ${escapeHelp(help)}\n`}# TYPE ${name} ${type}\n`
  }
  // A counter whose name without `_total` is another family's is shown as what it is called, of unknown type.
  const shown = baseName ?? name
  const unitLine = unit === '' || baseName === undefined ? '' : `# UNIT ${shown} ${unit}\n`
  const helpLine = help === '' ? '' : `# HELP ${shown} ${escapeText(help)}\n`
  return `# TYPE ${shown} ${baseName === undefined ? 'unknown' : type}\n${unitLine}${helpLine}`
}
