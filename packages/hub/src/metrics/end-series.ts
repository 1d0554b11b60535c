import type { ResourceMetrics } from '../otlp/metric.ts'
import { contributionOf } from './contributions.ts'
import { addHistogram, extend } from './current-value.ts'
import { everySeries, seriesOf } from './every-series.ts'
import { toBatches } from './metric-batch.ts'
import {
  type HistogramContribution,
  type NumberContribution,
  RETIRED,
  type Series,
  type Source,
} from './series.ts'
import type { SeriesStore } from './series-store.ts'

const MAX_POINTS = 1000
/** What is later was sent before our own clock was set back: a minute more than is let in. */
const MAX_AHEAD_MS = 360_000

/**
 * Removes all series of a resource at once: its process has ended.
 * @param key - `resourceKey` of its resource.
 * @returns Points that end each series (NoRecordedValue) at `timeMs`, in batches for forwarding and history.
 * @example
 * for (const resourceMetrics of endResource(store, resourceKey(resource), Date.now())) forward(resourceMetrics)
 */
export function endResource(
  store: SeriesStore,
  key: string,
  timeMs: number,
): Generator<ResourceMetrics[], void, undefined> {
  const resource = store.findResource(key)
  const ended = resource === undefined ? [] : [...seriesOf(resource)]
  for (const series of ended) store.removeSeries(series)
  return toEnds(ended, timeMs)
}

/**
 * Ends what one source contributes, as when a thread of the application ends: what it counted stays counted,
 * its gauges and up-down counters go.
 * @returns Points that end the series which have no other source, as {@link endResource} gives them.
 */
export function endSource(
  store: SeriesStore,
  source: Source,
  timeMs: number,
): Generator<ResourceMetrics[], void, undefined> {
  const ended: Series[] = []
  for (const series of everySeries(store)) {
    if (retire(series, source) || !removeContribution(store, series, source)) continue
    ended.push(series)
  }
  return toEnds(ended, timeMs)
}

/**
 * Removes the series of processes that no longer send: none of their sources did since `beforeMs`.
 * @param isThere - Whether a source is there though it says nothing: one that is attached sends only what changes.
 * @returns How many there were. Prometheus forgets them by itself, after five minutes.
 */
export function expireSeries(
  store: SeriesStore,
  beforeMs: number,
  isThere: (source: Source) => boolean = () => false,
): number {
  let count = 0
  const latestMs = Date.now() + MAX_AHEAD_MS
  for (const series of everySeries(store)) {
    const contributions: readonly { readonly source: Source; readonly timeMs: number }[] =
      series.contributions
    const isSent = contributions.some(
      ({ source, timeMs }) => (timeMs >= beforeMs && timeMs <= latestMs) || isThere(source),
    )
    if (isSent) continue
    store.removeSeries(series)
    count++
  }
  return count
}

/** Removes what a source contributes, and the series when nothing is left; returns whether nothing is. */
export function removeContribution(store: SeriesStore, series: Series, source: Source): boolean {
  const contributions: readonly { readonly source: Source }[] = series.contributions
  const own = contributions.filter((each) => each.source === source)
  return own.some((each) => dropContribution(store, series, each))
}

/** As {@link removeContribution}, of one that is at hand. */
export function dropContribution(store: SeriesStore, series: Series, contribution: object): boolean {
  const contributions: object[] = series.contributions
  const index = contributions.indexOf(contribution)
  if (index === -1) return false
  if (contributions.length === 1) {
    store.removeSeries(series)
    return true
  }
  contributions.splice(index, 1)
  series.changedIn = store.epoch
  return false
}

/** Turns what a source counted into something that stays; returns false for values that end with their source. */
function retire(series: Series, source: Source): boolean {
  if (series.type === 'summary') return false
  const { kind } = series.metric.descriptor
  if (kind === 'counter' && series.type === 'number') {
    return fold(series.contributions, source, (total, other: NumberContribution) => {
      total.value += other.value
    })
  }
  if (kind === 'histogram' && series.type === 'histogram') {
    return fold(series.contributions, source, (total, other: HistogramContribution) =>
      addHistogram(total, other),
    )
  }
  return false
}

/** Folds what `source` contributes into what is retired already, or makes it that. */
function fold<C extends { source: Source; startMs: number; timeMs: number }>(
  contributions: C[],
  source: Source,
  add: (total: C, other: C) => void,
): boolean {
  for (const own of contributions.filter((each) => each.source === source)) {
    const retired = contributionOf(contributions, RETIRED)
    if (retired === undefined) own.source = RETIRED
    else {
      add(retired, own)
      extend(retired, own)
      contributions.splice(contributions.indexOf(own), 1)
    }
  }
  return true
}

function toEnds(ended: readonly Series[], timeMs: number): Generator<ResourceMetrics[], void, undefined> {
  return toBatches(ended, MAX_POINTS, (batch, series) => batch.addEnd(series, timeMs))
}
