import type { MetricDefinition } from '@cryo/conventions'
import type { TrafficSummary } from '@cryo/protocol'

import { currentHistogram } from '../metrics/current-value.ts'
import type { SeriesStore } from '../metrics/series-store.ts'
import { seriesOf } from './series-values.ts'
import type { ServiceSeries } from './series-values.ts'
import { TrafficWindow } from './traffic-window.ts'
import type { TrafficTotals } from './traffic-window.ts'

/** How the series of a duration are told apart and which of them count as failed. */
export interface TrafficKind<Label> {
  readonly metric: MetricDefinition
  /** What the series belongs to; series of equal `key` are summed up. */
  readonly label: (entry: ServiceSeries) => Label & { readonly key: string }
  readonly failed: (entry: ServiceSeries) => boolean
}

/** Totals of what belongs together. */
export interface TrafficRow<Label> {
  readonly label: Label & { readonly key: string }
  readonly totals: TrafficTotals
}

/** What calls of one kind amount to; by count, which changes its order seldom, so that rows stay where they are. */
export class Traffic<Label> {
  readonly #kind: TrafficKind<Label>
  readonly #window = new TrafficWindow()

  constructor(kind: TrafficKind<Label>) {
    this.#kind = kind
  }

  /** Takes note of the totals; called every few seconds. */
  observe(store: SeriesStore, timeMs: number): void {
    const rows = collectTraffic(store, this.#kind)
    for (const [key, { totals }] of rows) this.#window.observe(key, timeMs, totals)
    this.#window.retain(new Set(rows.keys()))
  }

  summarize(store: SeriesStore, timeMs: number): (Label & TrafficSummary & { readonly key: string })[] {
    return [...collectTraffic(store, this.#kind).values()]
      .map(({ label, totals }) => ({ ...label, ...this.#window.summarize(label.key, timeMs, totals) }))
      .toSorted((left, right) => right.count - left.count || left.key.localeCompare(right.key))
  }
}

/** Sums up every series of one kind of call, by key. */
export function collectTraffic<Label>(
  store: SeriesStore,
  kind: TrafficKind<Label>,
): Map<string, TrafficRow<Label>> {
  const rows = new Map<string, TrafficRow<Label>>()
  const { metric, label, failed } = kind
  for (const entry of seriesOf(store, metric)) {
    const { series } = entry
    if (series.type !== 'histogram') continue
    const { bounds, counts, count } = currentHistogram(series)
    const labelled = label(entry)
    let row = rows.get(labelled.key)
    if (row === undefined) {
      row = {
        label: labelled,
        totals: { count: 0, failures: 0, buckets: new Float64Array(bounds.length + 1), bounds },
      }
      rows.set(labelled.key, row)
    }
    row.totals.count += count
    if (failed(entry)) row.totals.failures += count
    addCounts(row.totals.buckets, counts)
  }
  return rows
}

function addCounts(buckets: Float64Array, counts: readonly number[]): void {
  for (let index = 0; index < buckets.length; index++)
    buckets[index] = (buckets[index] ?? 0) + (counts[index] ?? 0)
}
