import { setTimeout as delay } from 'node:timers/promises'

import { SIGNALS } from '@cryo/conventions'
import type { SeriesReader } from '@cryo/instruments/reader'
import { COUNTERS, SOURCE_STATE } from '@cryo/protocol'
import type { ControlBlock } from '@cryo/protocol'

import { endSource } from '../metrics/end-series.ts'
import { SeriesFeed } from '../metrics/series-feed.ts'
import type { SeriesStore } from '../metrics/series-store.ts'
import type { Resource } from '../otlp/resource.ts'
import type { Reading } from '../pipeline/span-pipeline.ts'
import type { SpanPipelines } from '../pipeline/span-pipelines.ts'
import type { AppSource } from './app-sources.ts'

/** How long to wait before one looks for room again. */
const ROOM_MS = 2
/** Name under which the hub's own series are contributed. */
const OWN_SOURCE = 'hub'

interface ReadSource {
  readonly source: AppSource
  readonly feed: SeriesFeed
}

/** Who is told of what is read. */
export interface ReadingListener {
  /** The series have their values of now, at this time in Unix milliseconds. */
  readonly onRead: (timeMs: number) => void
  /** A thread has ended, and the last of it was read. */
  readonly onEnd: (source: number) => void
}

/** Reads all threads of the application, and the hub's own series, into the stores. */
export class SourceReading {
  readonly #series: SeriesStore
  readonly #resource: Resource
  readonly #control: ControlBlock
  readonly #spanPipelines: SpanPipelines
  readonly #sources = new Map<number, ReadSource>()
  readonly #listener: ReadingListener
  #own: { readonly reader: SeriesReader; readonly feed: SeriesFeed } | null = null

  /**
   * @param control - Of the main thread; the account of a thread that has ended is added to it.
   */
  constructor(
    series: SeriesStore,
    resource: Resource,
    control: ControlBlock,
    spanPipelines: SpanPipelines,
    listener: ReadingListener,
  ) {
    this.#series = series
    this.#resource = resource
    this.#control = control
    this.#spanPipelines = spanPipelines
    this.#listener = listener
  }

  addOwn(reader: SeriesReader): void {
    this.#own = { reader, feed: new SeriesFeed(this.#series, this.#resource, OWN_SOURCE) }
  }

  add(source: AppSource): void {
    const { ring } = source
    this.#sources.set(ring.source, {
      source,
      feed: new SeriesFeed(this.#series, this.#resource, ring.source),
    })
    this.#spanPipelines.add(ring)
  }

  /** Series of this process that had a value at the last reading and found no room in the store. */
  get refusedSeries(): number {
    let refused = this.#own?.feed.refusedCount ?? 0
    for (const { feed } of this.#sources.values()) refused += feed.refusedCount
    return refused
  }

  /** Reads spans for one slice of time. */
  readSpans(): Reading {
    return this.#spanPipelines.collect()
  }

  /** Reads the current value of every series. */
  readSeries(): void {
    const timeMs = Date.now()
    for (const entry of this.#sources.values()) {
      // Looked at first: what a thread counted before it ended is read below.
      const ended = entry.source.ring.control.sourceState === SOURCE_STATE.ended
      entry.feed.read(entry.source.series, timeMs)
      if (ended) this.#retire(entry, timeMs)
    }
    this.#own?.feed.read(this.#own.reader, timeMs)
    this.#listener.onRead(timeMs)
  }

  /** Reads everything that was recorded up to now, spans as far as there is room for them. */
  readAll(): void {
    while (this.readSpans() === 'more') this.#control.beatHub()
    this.readSeries()
  }

  /** The same, waiting for room at most until `deadline`, on the clock of `performance.now()`. */
  async readOn(deadline: number): Promise<void> {
    for (let reading = this.readSpans(); reading !== 'all'; reading = this.readSpans()) {
      this.#control.beatHub()
      if (performance.now() > deadline) break
      if (reading === 'full') await delay(ROOM_MS)
    }
    this.readSeries()
  }

  #retire({ source: { ring } }: ReadSource, timeMs: number): void {
    if (!this.#spanPipelines.remove(ring)) return
    for (const signal of SIGNALS) {
      for (const counter of COUNTERS)
        this.#control.count(signal, counter, ring.control.counted(signal, counter))
    }
    for (const _ of endSource(this.#series, ring.source, timeMs)) continue
    this.#sources.delete(ring.source)
    this.#listener.onEnd(ring.source)
    ring.control.retireSource()
  }
}
