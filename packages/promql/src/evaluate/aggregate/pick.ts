import { executionError } from '../../promql-error.ts'
import type { Aggregation } from '../../syntax/expression.ts'
import type { Budget } from '../budget.ts'
import { type Column, hasValue } from '../column.ts'
import { giveLeft } from '../column-stream.ts'
import { formatShortest } from '../format-shortest.ts'
import type { Work } from '../work.ts'
import { groupColumns } from './grouping.ts'
import { ValueHeap } from './value-heap.ts'

/** The largest or smallest of each group at each time; NaN is the last to be picked. Once only: in the order of the values. */
export function* pick(
  node: Aggregation,
  columns: readonly Column[],
  counts: Float64Array,
  isTop: boolean,
  budget: Budget,
): Work<readonly Column[]> {
  const made: Column[] = []
  if (assertCounts(counts))
    for (const { columns: group } of yield* groupColumns(node, columns, budget))
      for (const column of yield* pickOf(group, counts, isTop, budget)) made.push(column)
  giveLeft(columns, made, budget)
  return made
}

/** Whether any is to be picked. @throws PromqlError for what is no count. */
function assertCounts(counts: Float64Array): boolean {
  if (counts.some((count) => Number.isNaN(count))) throw executionError('Parameter value is NaN')
  if (counts.every((count) => count < 1)) return false
  for (const count of counts) {
    if (count <= -(2 ** 63)) throw executionError(`Scalar value ${formatShortest(count)} underflows int64`)
    if (count >= 2 ** 63) throw executionError(`Scalar value ${formatShortest(count)} overflows int64`)
  }
  return true
}

function* pickOf(
  columns: readonly Column[],
  counts: Float64Array,
  isTop: boolean,
  budget: Budget,
): Work<readonly Column[]> {
  const steps = counts.length
  const picked = columns.map(({ labels, values }) => ({ labels, values, present: new Uint8Array(steps) }))
  let order: readonly number[] = []
  for (let index = 0; index < steps; index++) {
    if (budget.isDue) yield
    const count = Math.min(columns.length, Math.trunc(counts[index] ?? 0))
    const heap = new ValueHeap((place) => columns[place]?.values[index] ?? 0, isTop)
    if (count < 1) continue
    for (let place = 0; place < columns.length; place++) {
      if (columns[place]?.present[index] !== 1) continue
      if (heap.size < count) heap.push(place)
      else heap.offer(place)
      if ((place & 1023) === 0 && budget.isDue) yield
    }
    order = yield* heap.sorted(budget)
    for (const place of order) {
      const chosen = picked[place]
      if (chosen !== undefined) chosen.present[index] = 1
    }
  }
  return steps === 1 ? order.flatMap((place) => picked[place] ?? []) : picked.filter(hasValue)
}
