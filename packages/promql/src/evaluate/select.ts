import type { Labels, SeriesData, SeriesSource } from '../series-source.ts'
import { isStale } from '../series-source.ts'
import type { At, VectorSelector } from '../syntax/expression.ts'
import type { Budget } from './budget.ts'
import { type Column, createColumn, hasValue } from './column.ts'
import { endOf, type Grid, timeAt } from './grid.ts'

/** What selecting needs to know of the query. */
export interface SelectContext {
  readonly source: SeriesSource
  readonly budget: Budget
  /** How old a sample may be that still counts. */
  readonly lookbackMs: number
  /** Of the query: what `@ start()` and `@ end()` mean. */
  readonly startMs: number
  readonly endMs: number
}

/** Samples of a series without the marks of its ends. */
export interface Samples {
  readonly labels: Labels
  readonly timestamps: Float64Array
  readonly values: Float64Array
}

/** The time that a modifier `@` names; `null` for none. */
export function resolveAt(at: At | null, { startMs, endMs }: SelectContext): number | null {
  return at === 'start' ? startMs : at === 'end' ? endMs : at
}

/** Finds the newest value of each series at each time. @param isTime - Its time in seconds is wanted instead. */
export async function selectInstant(
  selector: VectorSelector,
  grid: Grid,
  context: SelectContext,
  isTime = false,
): Promise<readonly Column[]> {
  const { budget, lookbackMs } = context
  const { offsetMs } = selector
  const pinned = resolveAt(selector.at, context)
  const columns: Column[] = []
  for (const series of find(selector, grid, lookbackMs, context)) {
    if (budget.isDue) await budget.rest()
    budget.take(grid.steps)
    const column = createColumn(series.labels, grid.steps)
    const { timestamps, values } = series
    let next = 0
    for (let index = 0; index < grid.steps; index++) {
      const atMs = (pinned ?? timeAt(grid, index)) - offsetMs
      while (next < timestamps.length && (timestamps[next] ?? 0) <= atMs) next++
      const newest = next - 1
      if (newest < 0 || (timestamps[newest] ?? 0) <= atMs - lookbackMs || isStale(values, newest)) continue
      column.present[index] = 1
      column.values[index] = isTime ? (timestamps[newest] ?? 0) / 1000 : (values[newest] ?? 0)
    }
    if (hasValue(column)) columns.push(column)
    else budget.give(grid.steps)
  }
  return columns
}

/**
 * Finds the samples of each series in all ranges that end at a time of the grid, one series after the other: whoever
 * is done with one gives its samples back to the budget.
 */
export function* selectRange(
  selector: VectorSelector,
  rangeMs: number,
  grid: Grid,
  context: SelectContext,
): Iterable<Samples> {
  for (const series of find(selector, grid, rangeMs, context)) {
    const samples = withoutStale(series)
    context.budget.take(samples.values.length)
    if (samples.values.length > 0) yield samples
  }
}

function find(
  { matchers, offsetMs, at }: VectorSelector,
  grid: Grid,
  backMs: number,
  context: SelectContext,
): Iterable<SeriesData> {
  const pinned = resolveAt(at, context)
  const firstMs = (pinned ?? grid.startMs) - offsetMs
  const lastMs = (pinned ?? endOf(grid)) - offsetMs
  // Ranges are open on the left.
  return context.source.select(matchers, firstMs - backMs + 1, lastMs)
}

function withoutStale({ labels, timestamps, values }: SeriesData): Samples {
  let stale = 0
  for (let index = 0; index < values.length; index++) if (isStale(values, index)) stale++
  if (stale === 0) return { labels, timestamps, values }
  const left = {
    labels,
    timestamps: new Float64Array(values.length - stale),
    values: new Float64Array(values.length - stale),
  }
  let next = 0
  for (let index = 0; index < values.length; index++) {
    if (isStale(values, index)) continue
    left.timestamps[next] = timestamps[index] ?? 0
    left.values[next] = values[index] ?? 0
    next++
  }
  return left
}
