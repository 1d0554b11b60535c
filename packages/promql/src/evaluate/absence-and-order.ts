import { NO_LABELS, setLabel } from '../labels.ts'
import type { Labels } from '../series-source.ts'
import type { Expression } from '../syntax/expression.ts'
import type { Budget } from './budget.ts'
import { type Column, createColumn, hasValue } from './column.ts'
import { sortInSlices } from './sort-in-slices.ts'
import type { Stream, Work } from './work.ts'

/** The only value of a vector at each time; NaN where it has none or several. */
export function* toScalar(columns: Stream<Column>, steps: number, budget: Budget): Work<Float64Array> {
  const out = new Float64Array(steps).fill(Number.NaN)
  const count = new Uint8Array(steps)
  for (const column of columns) {
    if (column === undefined) {
      yield
      continue
    }
    for (let index = 0; index < steps; index++) {
      if (column.present[index] === 0) continue
      out[index] = count[index] === 0 ? (column.values[index] ?? 0) : Number.NaN
      count[index] = Math.min(2, (count[index] ?? 0) + 1)
    }
    budget.give(steps)
  }
  return out
}

/** 1 at each time at which nothing is there, with the labels that the argument says for sure. */
export function* absent(
  argument: Expression,
  columns: Stream<Column>,
  steps: number,
  budget: Budget,
): Work<readonly Column[]> {
  const out = createColumn(labelsOfAbsent(argument), steps)
  out.values.fill(1)
  out.present.fill(1)
  for (const column of columns) {
    if (column === undefined) {
      yield
      continue
    }
    for (let index = 0; index < steps; index++) if (column.present[index] === 1) out.present[index] = 0
    budget.give(steps)
  }
  if (!hasValue(out)) return []
  budget.take(steps)
  return [out]
}

function labelsOfAbsent(argument: Expression): Labels {
  const selector = argument.kind === 'range' ? argument.selector : argument
  if (selector.kind !== 'selector') return NO_LABELS
  let labels = NO_LABELS
  const seen = new Set<string>()
  for (const { name, op, value } of selector.matchers) {
    if (name === '__name__') continue
    const isSure = op === '=' && !seen.has(name)
    labels = setLabel(labels, name, isSure ? value : '')
    if (isSure) seen.add(name)
  }
  return labels
}

/** In the order of the values. @param columns - At one time only. */
export function sort(
  columns: readonly Column[],
  isDescending: boolean,
  budget: Budget,
): Work<readonly Column[]> {
  const compare = ({ values: left }: Column, { values: right }: Column): number => {
    const [a = 0, b = 0] = [left[0], right[0]]
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b))
    return isDescending ? b - a : a - b
  }
  return sortInSlices(columns, compare, budget)
}
