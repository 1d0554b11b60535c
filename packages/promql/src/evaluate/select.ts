import type { Labels, SeriesData, SeriesSource } from '../series-source.ts'
import { isStale } from '../series-source.ts'
import type { At, VectorSelector } from '../syntax/expression.ts'
import type { Budget } from './budget.ts'
import { type Column, createColumn, createOnce } from './column.ts'
import { STEPS_PER_GLANCE } from './column-stream.ts'
import { endOf, type Grid, timeAt } from './grid.ts'
import type { Stream } from './work.ts'

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
export function* selectInstant(
  selector: VectorSelector,
  grid: Grid,
  context: SelectContext,
  isTime = false,
): Stream<Column> {
  const { budget, lookbackMs } = context
  const { offsetMs } = selector
  const pinned = resolveAt(selector.at, context)
  for (const series of find(selector, grid, lookbackMs, context)) {
    if (budget.isDue) yield undefined
    const { timestamps, values } = series
    if (timestamps.length === 0) continue
    budget.take(grid.steps)
    if (grid.steps === 1) {
      const value = newestOf(series, (pinned ?? grid.startMs) - offsetMs, lookbackMs, isTime)
      if (value === null) budget.give(1)
      else yield createOnce(series.labels, value)
      continue
    }
    let column: Column | null = null
    let next = 0
    for (let index = 0; index < grid.steps; index++) {
      if ((index + 1) % STEPS_PER_GLANCE === 0 && budget.isDue) yield undefined
      const atMs = (pinned ?? timeAt(grid, index)) - offsetMs
      while (next < timestamps.length && (timestamps[next] ?? 0) <= atMs) next++
      const newest = next - 1
      if (newest < 0 || (timestamps[newest] ?? 0) <= atMs - lookbackMs || isStale(values, newest)) continue
      column ??= createColumn(series.labels, grid.steps)
      column.present[index] = 1
      column.values[index] = isTime ? (timestamps[newest] ?? 0) / 1000 : (values[newest] ?? 0)
    }
    if (column === null) budget.give(grid.steps)
    else yield column
  }
}

/** What is found at one time only: nearly always among the last samples. */
function newestOf(
  { timestamps, values }: SeriesData,
  atMs: number,
  lookbackMs: number,
  isTime: boolean,
): number | null {
  let newest = timestamps.length - 1
  while (newest >= 0 && (timestamps[newest] ?? 0) > atMs) newest--
  const timeMs = timestamps[newest] ?? -Infinity
  if (timeMs <= atMs - lookbackMs || isStale(values, newest)) return null
  return isTime ? timeMs / 1000 : (values[newest] ?? 0)
}

/**
 * Finds the samples of each series in all ranges that end at a time of the grid: those of one series at a time, whose
 * arrays may be another's once the next is asked for.
 */
export function* selectRange(
  selector: VectorSelector,
  rangeMs: number,
  grid: Grid,
  context: SelectContext,
): Stream<Samples> {
  const { budget } = context
  for (const series of find(selector, grid, rangeMs, context)) {
    if (budget.isDue) yield undefined
    const samples = withoutStale(series)
    const count = samples.values.length
    if (count === 0) continue
    budget.take(count)
    yield samples
    budget.give(count)
  }
}

function* find(
  { matchers, offsetMs, at }: VectorSelector,
  grid: Grid,
  backMs: number,
  context: SelectContext,
): Iterable<SeriesData> {
  const pinned = resolveAt(at, context)
  const firstMs = (pinned ?? grid.startMs) - offsetMs
  const lastMs = (pinned ?? endOf(grid)) - offsetMs
  // Ranges are open on the left.
  for (const series of context.source.select(matchers, firstMs - backMs + 1, lastMs)) {
    yield series
    context.source.release?.(series)
  }
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
