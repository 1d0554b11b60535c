import type { SeriesStore } from '../metrics/series-store.ts'
import type { Exposition, ExpositionLoss } from './exposition.ts'
import { type Families, type Family, TARGET_INFO, toFamilies } from './family.ts'
import { LabelTexts, toLabelText } from './label-text.ts'
import {
  EXPOSITION_CONTENT_TYPE,
  type ExpositionFormat,
  negotiateExposition,
} from './negotiate-exposition.ts'
import { escapeHelp, escapeText } from './text-escapes.ts'
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
  /** Generation of the store in which no series was another's duplicate. */
  #uniqueIn = -1
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
    const { generation } = this.#store
    const { list, conflicts, unnamed } = this.#currentFamilies()
    let chunk = this.#writeTargets(format)
    let unlabelled = 0
    let duplicates = 0
    for (const family of list) {
      const writer = new SeriesWriter(family, format, this.#createdSamples)
      const written = new WrittenLabels(this.#uniqueIn !== this.#store.generation)
      let head = headOf(family, format)
      for (const metric of family.metrics) {
        for (const series of metric.series.values()) {
          const labels = this.#texts.ofSeries(series)
          if (labels === null) unlabelled++
          else if (!written.add(labels)) duplicates++
          else {
            chunk += head + writer.write(series, labels)
            head = ''
          }
          if (chunk.length < CHUNK_LENGTH) continue
          yield chunk
          chunk = ''
          if (this.#store.generation !== generation) written.compare()
        }
      }
    }
    if (duplicates === 0 && this.#store.generation === generation) this.#uniqueIn = generation
    this.loss = { conflicts, unnamed, unlabelled, duplicates }
    yield format === 'openmetrics' ? `${chunk}# EOF\n` : chunk
  }

  #currentFamilies(): Families {
    if (this.#shape !== this.#store.shape) {
      this.#families = toFamilies(this.#store)
      this.#shape = this.#store.shape
    }
    return this.#families
  }

  #writeTargets(format: ExpositionFormat): string {
    const written = new Set<string>()
    for (const resource of this.#store.resources()) {
      const { target } = this.#texts.ofResource(resource).labels
      if (target !== undefined) written.add(`${TARGET_INFO}{${toLabelText(target)}} 1\n`)
    }
    return written.size === 0 ? '' : headOf(TARGET_FAMILY, format) + [...written].join('')
  }
}

/** The labels of a family that were written. Where none can come twice they are only kept, not compared. */
class WrittenLabels {
  readonly #list: string[] = []
  #set: Set<string> | undefined

  constructor(compares: boolean) {
    if (compares) this.compare()
  }

  /** Compares from now on, with those that were written before too. */
  compare(): void {
    this.#set ??= new Set(this.#list)
  }

  /** Returns whether they are new. */
  add(labels: string): boolean {
    if (this.#set === undefined) this.#list.push(labels)
    else if (this.#set.has(labels)) return false
    else this.#set.add(labels)
    return true
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
