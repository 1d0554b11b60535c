import { labelsKey, METRIC_NAME, NAME_LABELS } from '../labels.ts'
import { executionError } from '../promql-error.ts'
import type { Labels } from '../series-source.ts'
import type { Budget } from './budget.ts'
import type { Work } from './work.ts'

/** One element of a vector at all times of a grid. */
export interface Column {
  readonly labels: Labels
  readonly values: Float64Array
  /** 1 where it has a value. */
  readonly present: Uint8Array
}

export function createColumn(labels: Labels, steps: number): Column {
  return { labels, values: new Float64Array(steps), present: new Uint8Array(steps) }
}

const ONCE = Uint8Array.of(1)

/** A column of one time, at which it has a value: what says so is shared, as it is never changed. */
export function createOnce(labels: Labels, value: number): Column {
  const values = new Float64Array(1)
  values[0] = value
  return { labels, values, present: ONCE }
}

export function hasValue({ present }: Column): boolean {
  return present.includes(1)
}

/**
 * Makes one column of those that have the same labels, as after their names are gone.
 *
 * @throws PromqlError where two of them have a value at the same time.
 */
export function* mergeColumns(columns: readonly Column[], budget: Budget): Work<readonly Column[]> {
  if (columns.length < 2) return columns.filter(hasValue)
  const byKey = new Map<string, Column>()
  for (const column of columns) {
    if (budget.isDue) yield
    if (!hasValue(column)) continue
    const key = labelsKey(column.labels)
    const known = byKey.get(key)
    byKey.set(key, known === undefined ? column : join(known, column))
  }
  return [...byKey.values()]
}

function join(left: Column, right: Column): Column {
  const joined = { labels: left.labels, values: left.values.slice(), present: left.present.slice() }
  for (const [index, isPresent] of right.present.entries()) {
    if (isPresent === 0) continue
    if (joined.present[index] === 1) throw sameLabels()
    joined.present[index] = 1
    joined.values[index] = right.values[index] ?? 0
  }
  return joined
}

/** Two elements of a vector would be one. */
export function sameLabels(): Error {
  return executionError('vector cannot contain metrics with the same labelset')
}

/** Whether elements that differ still do when their names are gone: they all have the same. */
export function* areDistinctWithoutName(columns: readonly Column[], budget: Budget): Work<boolean> {
  const name = columns[0]?.labels[METRIC_NAME]
  for (const { labels } of columns) {
    if (budget.isDue) yield
    for (const each of NAME_LABELS)
      if (labels[each] !== (each === METRIC_NAME ? name : undefined)) return false
  }
  return true
}
