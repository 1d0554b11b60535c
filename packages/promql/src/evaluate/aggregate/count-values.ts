import { setLabel } from '../../labels.ts'
import { executionError } from '../../promql-error.ts'
import type { Aggregation } from '../../syntax/expression.ts'
import type { Budget } from '../budget.ts'
import { type Column, createColumn } from '../column.ts'
import { formatNumber } from '../format-number.ts'
import type { Work } from '../work.ts'
import { Groups } from './grouping.ts'

/** How many elements of each group have which value: it becomes a label. */
export function* countValues(
  node: Aggregation,
  columns: readonly Column[],
  label: string,
  steps: number,
  budget: Budget,
): Work<readonly Column[]> {
  if (label === '' || !label.isWellFormed())
    throw executionError(`invalid label name ${JSON.stringify(label)}`)
  const { isWithout } = node
  const grouping = isWithout ? node.grouping : [...node.grouping, label]
  const groups = new Groups({ grouping, isWithout }, (labels) => {
    budget.take(steps)
    return createColumn(labels, steps)
  })
  for (const { labels, values, present } of columns) {
    for (let index = 0; index < steps; index++) {
      if (present[index] === 0) continue
      if (budget.isDue) yield
      const group = groups.of(setLabel(labels, label, formatNumber(values[index] ?? 0)))
      group.present[index] = 1
      group.values[index] = (group.values[index] ?? 0) + 1
    }
  }
  budget.give(steps * columns.length)
  return [...groups]
}
