import { dropName, METRIC_NAME } from '../../labels.ts'
import type { Call, Expression, Span } from '../../syntax/expression.ts'
import { unwrap } from '../../syntax/unwrap.ts'
import type { Budget } from '../budget.ts'
import { type Column, createColumn, hasValue } from '../column.ts'
import { type Grid, timeAt } from '../grid.ts'
import type { Notes } from '../notes.ts'
import type { Samples } from '../select.ts'
import type { Stream } from '../work.ts'
import { DistinctLabels } from './distinct-labels.ts'
import type { RangeFunction, Window } from './range-function.ts'

/** Samples looked at between two glances at the clock. */
const WORK_PER_GLANCE = 20_000

/** Over which ranges a function is to be evaluated. */
export interface Ranges {
  readonly rangeMs: number
  readonly offsetMs: number
  /** By `@`; `null` for none. */
  readonly pinnedMs: number | null
  readonly grid: Grid
}

/** Evaluates a function over all ranges of each series, one series after the other. */
export function* overRanges(
  { name, args }: Call,
  make: RangeFunction,
  series: Stream<Samples>,
  ranges: Ranges,
  parameter: Float64Array,
  { budget, notes }: { readonly budget: Budget; readonly notes: Notes },
): Stream<Column> {
  const { steps } = ranges.grid
  const at = placeOf(args)
  const ofCounter = name === 'rate' || name === 'increase'
  const ofQuantile = name === 'quantile_over_time'
  const distinct = name === 'absent_over_time' ? null : new DistinctLabels()
  for (const samples of series) {
    if (samples === undefined) {
      yield undefined
      continue
    }
    budget.take(steps)
    const column = createColumn(samples.labels, steps)
    yield* fill(column, make(samples), samples, ranges, parameter, budget)
    if (!hasValue(column)) {
      budget.give(steps)
      continue
    }
    if (ofCounter) notes.informOfNoCounter(samples.labels[METRIC_NAME] ?? '', at)
    if (ofQuantile) warnOfQuantiles(column, parameter, notes, at)
    const labels = name === 'last_over_time' ? samples.labels : dropName(samples.labels)
    // Whatever their times.
    distinct?.add(samples.labels, labels)
    yield { ...column, labels }
  }
}

/** Where the first argument is: Prometheus does not know it of a subquery. */
function placeOf([first]: readonly Expression[]): Span {
  const place = first === undefined ? undefined : unwrap(first)
  return place === undefined || place.kind === 'subquery' ? { from: 0, to: 0 } : place
}

function warnOfQuantiles({ present }: Column, parameter: Float64Array, notes: Notes, at: Span): void {
  for (let index = 0; index < parameter.length; index++)
    if (present[index] === 1) notes.warnOfQuantile(parameter[index] ?? Number.NaN, at)
}

function* fill(
  { present, values }: Column,
  valueOf: ReturnType<RangeFunction>,
  { timestamps }: Samples,
  { rangeMs, offsetMs, pinnedMs, grid }: Ranges,
  parameter: Float64Array,
  budget: Budget,
): Generator<undefined, void, undefined> {
  const { length } = timestamps
  const window: Window = { from: 0, to: 0, startMs: 0, endMs: 0, evaluatedMs: 0, parameter: 0 }
  let work = 0
  for (let index = 0; index < grid.steps; index++) {
    window.evaluatedMs = timeAt(grid, index)
    window.endMs = (pinnedMs ?? window.evaluatedMs) - offsetMs
    window.startMs = window.endMs - rangeMs
    while (window.to < length && (timestamps[window.to] ?? 0) <= window.endMs) window.to++
    while (window.from < window.to && (timestamps[window.from] ?? 0) <= window.startMs) window.from++
    work++
    if (window.to === window.from) continue
    window.parameter = parameter[index] ?? Number.NaN
    const value = valueOf(window)
    if (value !== null) {
      present[index] = 1
      values[index] = value
    }
    work += window.to - window.from
    if (work > WORK_PER_GLANCE) {
      work = 0
      if (budget.isDue) yield
    }
  }
}
