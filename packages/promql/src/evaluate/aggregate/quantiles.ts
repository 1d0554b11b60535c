import type { Aggregation } from '../../syntax/expression.ts'
import type { Budget } from '../budget.ts'
import { type Column, createColumn } from '../column.ts'
import { quantile } from '../quantile.ts'
import { SortedNumbers } from '../sorted-numbers.ts'
import type { Work } from '../work.ts'
import { groupColumns } from './grouping.ts'

/** The quantile of each group at each time: it needs all values at once. */
export function* quantiles(
  node: Aggregation,
  columns: readonly Column[],
  q: Float64Array,
  budget: Budget,
): Work<readonly Column[]> {
  const steps = q.length
  const made: Column[] = []
  for (const { labels, columns: group } of yield* groupColumns(node, columns, budget)) {
    const there = new Float64Array(group.length)
    const out = createColumn(labels, steps)
    budget.take(steps)
    for (let index = 0; index < steps; index++) {
      let count = 0
      for (const { present, values } of group) if (present[index] === 1) there[count++] = values[index] ?? 0
      if (count === 0) continue
      const sorted = new SortedNumbers()
      sorted.add(there.subarray(0, count))
      out.present[index] = 1
      out.values[index] = quantile(q[index] ?? 0, sorted)
      if (budget.isDue) yield
    }
    made.push(out)
  }
  budget.give(steps * columns.length)
  return made
}
