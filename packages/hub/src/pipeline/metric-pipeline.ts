import { SCOPE_FROM_SPANS } from '@cryo/conventions'
import type { ControlBlock } from '@cryo/protocol'

import type { Fate } from '../forward/held-batches.ts'
import { endResource } from '../metrics/end-series.ts'
import { resourceKey } from '../metrics/metric-path.ts'
import type { SeriesStore } from '../metrics/series-store.ts'
import { toOtlp } from '../metrics/to-otlp.ts'
import { countPoints } from '../otlp/metric.ts'
import type { ResourceMetrics } from '../otlp/metric.ts'
import { encodeMetrics } from '../otlp/protobuf/encode-metrics.ts'
import type { Resource } from '../otlp/resource.ts'
import type { Destinations } from './destinations.ts'

/** What becomes of a batch that nobody heard; one that was refused would be again. */
const UNHEARD: ReadonlySet<Fate> = new Set(['queue_full', 'hub_lost'])

/** What a {@link MetricPipeline} works with. */
export interface MetricPipelineOptions {
  readonly store: SeriesStore
  /** Resource of this process: other resources in the store are others' to forward. */
  readonly resource: Resource
  /** Keys of further resources under which the hub itself tells something. */
  readonly toldResources: () => ReadonlySet<string>
  readonly control: ControlBlock
  readonly destinations: Destinations
  /** Series of this process for which the store has no room. */
  readonly refusedSeries: () => number
}

/** The way of this process's metrics: all of them to the collector, what changed to the owner of the page. */
export class MetricPipeline {
  readonly #options: MetricPipelineOptions
  readonly #key: string
  #shownEpoch = 0

  constructor(options: MetricPipelineOptions) {
    this.#options = options
    this.#key = resourceKey(options.resource)
  }

  /** Sends every series to the collector; a point that a refused one would have had is counted as lost. */
  export(): void {
    const { store, destinations, control } = this.#options
    const refused = this.#options.refusedSeries()
    control.count('metrics', 'produced', refused)
    control.count('metrics', 'queue_full', refused)
    if (destinations.collector?.takes('metrics') !== true) return
    const told = this.#options.toldResources()
    for (const batch of toOtlp(store, { includes: ({ key }) => key === this.#key || told.has(key) })) {
      this.#toCollector(batch)
    }
  }

  /** Shows the owner what changed since the last time. */
  show(): void {
    const { store, destinations } = this.#options
    const link = destinations.owner
    if (link === null) return
    const changedSince = this.#shownEpoch
    this.#shownEpoch = store.startEpoch()
    for (const batch of toOtlp(store, { changedSince, includes: ({ key }) => key === this.#key })) {
      void link.send('metrics', encodeMetrics(batch), countAll(batch)).then((fate) => {
        // What did not reach it stays new to it: a value that never changes again would never be sent again.
        if (UNHEARD.has(fate)) this.#shownEpoch = Math.min(this.#shownEpoch, changedSince)
      })
    }
  }

  /** Makes the next {@link show} start with everything: there is a new owner. */
  showAll(): void {
    this.#shownEpoch = 0
  }

  /** Sends the last values, then the points that end each series. */
  end(timeMs: number): void {
    const { store, destinations } = this.#options
    this.export()
    this.show()
    for (const batch of endResource(store, this.#key, timeMs)) {
      this.#toCollector(batch)
      void destinations.owner?.send('metrics', encodeMetrics(batch), countAll(batch))
    }
    for (const key of this.#options.toldResources()) this.#endResource(key, timeMs)
  }

  /** Ends the series of another process that has gone without a word. */
  endOther(resource: Resource, timeMs: number): void {
    this.#endResource(resourceKey(resource), timeMs)
  }

  #endResource(key: string, timeMs: number): void {
    for (const batch of endResource(this.#options.store, key, timeMs)) this.#toCollector(batch)
  }

  #toCollector(all: readonly ResourceMetrics[]): void {
    const { collector } = this.#options.destinations
    if (collector?.takes('metrics') !== true) return
    const batch = all.map(withoutFromSpans).filter(({ scopeMetrics }) => scopeMetrics.length > 0)
    if (batch.length === 0) return
    const points = countAll(batch)
    this.#options.control.count('metrics', 'produced', points)
    void collector.send('metrics', encodeMetrics(batch), points)
  }
}

/** Leaves out what another SDK may export itself. */
function withoutFromSpans({ resource, scopeMetrics }: ResourceMetrics): ResourceMetrics {
  return { resource, scopeMetrics: scopeMetrics.filter(({ scope }) => scope.name !== SCOPE_FROM_SPANS) }
}

function countAll(batch: readonly ResourceMetrics[]): number {
  return batch.reduce((sum, group) => sum + countPoints(group), 0)
}
