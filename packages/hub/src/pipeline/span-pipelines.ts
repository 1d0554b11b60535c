import type { HubConfiguration } from '@cryo/protocol'

import type { RingSource } from '../sources/ring-source.ts'
import type { SpanStore } from '../spans/span-store.ts'
import type { Destinations } from './destinations.ts'
import { SpanPipeline } from './span-pipeline.ts'
import type { Reading } from './span-pipeline.ts'

/** The ways of the application's spans: those that are ours to forward, and those of another SDK, which are not. */
export class SpanPipelines {
  readonly #forwarded: SpanPipeline
  readonly #shown: SpanPipeline

  constructor(store: SpanStore, destinations: Destinations, batch: HubConfiguration['spanBatch']) {
    this.#forwarded = new SpanPipeline(store, destinations, batch)
    this.#shown = new SpanPipeline(store, destinations.withoutCollector, batch)
  }

  add(source: RingSource): void {
    this.#wayOf(source).add(source)
  }

  /** Forgets a source that has ended, unless spans of it are still to be read or to be safe. */
  remove(source: RingSource): boolean {
    return this.#wayOf(source).remove(source)
  }

  /** Reads what was recorded, for one slice of time for each source. */
  collect(): Reading {
    const forwarded = this.#forwarded.collect()
    const shown = this.#shown.collect()
    return forwarded === 'all' || shown === 'more' ? shown : forwarded
  }

  /** Sends what was collected as it is. */
  ship(): void {
    this.#forwarded.ship()
    this.#shown.ship()
  }

  #wayOf({ forwardsSpans }: RingSource): SpanPipeline {
    return forwardsSpans ? this.#forwarded : this.#shown
  }
}
