import { BroadcastChannel } from 'node:worker_threads'

import { createSeriesReader } from '@cryo/instruments/reader'
import type { InstrumentDescriptor, SeriesDescriptor, SeriesReader } from '@cryo/instruments/reader'
import { SOURCE_STATE, THREADS_CHANNEL } from '@cryo/protocol'
import type { SourceAnnouncement, SourceShare } from '@cryo/protocol'

import type { Resource } from '../otlp/resource.ts'
import { RingSource } from './ring-source.ts'

/** One thread of the application: its ring and its series. */
export interface AppSource {
  readonly ring: RingSource
  readonly series: SeriesReader
}

/**
 * The threads of the application that record. The main thread's announcements come as messages, those of its
 * workers on a channel of their own, so that a blocked main thread hides none of them.
 */
export class AppSources {
  readonly #resource: Resource
  readonly #sources = new Map<number, AppSource>()
  readonly #channel = new BroadcastChannel(THREADS_CHANNEL)
  readonly #onAdd: (source: AppSource) => void

  /** @param onAdd - Called once for each thread that introduces itself. */
  constructor(resource: Resource, onAdd: (source: AppSource) => void) {
    this.#resource = resource
    this.#onAdd = onAdd
  }

  /** Listens to worker threads and asks those that were there before to introduce themselves. */
  start(): void {
    this.#channel.onmessage = (event: unknown) =>
      this.take((event as { readonly data: SourceAnnouncement }).data)
    this.#channel.postMessage({ type: 'call' })
  }

  stop(): void {
    this.#channel.close()
  }

  all(): Iterable<AppSource> {
    return this.#sources.values()
  }

  /** Forgets a thread that has ended, after the last of it was read. */
  remove(source: number): void {
    this.#sources.delete(source)
  }

  take(announcement: SourceAnnouncement): void {
    if (announcement.type === 'source') {
      this.#add(announcement.share)
      return
    }
    const known = this.#sources.get(announcement.source)
    if (known === undefined) return
    const { ring, series } = known
    if (announcement.type === 'page') series.page(announcement.index, announcement.buffer)
    else if (announcement.type === 'instrument')
      series.instrument(announcement.descriptor as InstrumentDescriptor)
    else if (announcement.type === 'series') series.series(announcement.descriptor as SeriesDescriptor)
    else if (announcement.type === 'gone') ring.control.endSource()
  }

  #add(share: SourceShare): void {
    if (this.#sources.has(share.source)) return
    const source: AppSource = { ring: new RingSource(share, this.#resource), series: createSeriesReader() }
    // The main thread passes on what it hears, which may be of a thread that was read to the end meanwhile.
    if (source.ring.control.sourceState === SOURCE_STATE.read) return
    this.#sources.set(share.source, source)
    this.#onAdd(source)
  }
}
