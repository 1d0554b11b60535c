import type { InstrumentDescriptor, SeriesDescriptor, SeriesSink } from '../layout.ts'

/**
 * Everything that a reader has to be told, in an order in which each thing follows what it uses.
 *
 * What a sink throws is held back from the application: a sink that lost something is told all again by
 * {@link Journal.replay}, and the values are in shared memory all the while.
 */
export class Journal implements SeriesSink {
  readonly #sink: SeriesSink
  readonly #entries: ((sink: SeriesSink) => void)[] = []
  #told = 0
  #isTelling = false

  constructor(sink: SeriesSink) {
    this.#sink = sink
  }

  page(index: number, buffer: SharedArrayBuffer): void {
    this.#entries.push((sink) => sink.page(index, buffer))
  }

  instrument(descriptor: InstrumentDescriptor): void {
    this.#entries.push((sink) => sink.instrument(descriptor))
  }

  series(descriptor: SeriesDescriptor): void {
    this.#entries.push((sink) => sink.series(descriptor))
  }

  /**
   * Tells the sink what it was not told yet.
   *
   * Called once what was made can be found again: a sink may itself record, and so make more, which is told in turn.
   */
  tell(): void {
    if (this.#isTelling) return
    this.#isTelling = true
    for (; this.#told < this.#entries.length; this.#told += 1) enter(this.#entries[this.#told], this.#sink)
    this.#isTelling = false
  }

  /** Tells a sink everything so far. */
  replay(sink: SeriesSink): void {
    for (const entry of this.#entries) enter(entry, sink)
  }
}

function enter(entry: ((sink: SeriesSink) => void) | undefined, sink: SeriesSink): void {
  try {
    entry?.(sink)
  } catch {
    // See the class: the sink's failure is the sink's.
  }
}
