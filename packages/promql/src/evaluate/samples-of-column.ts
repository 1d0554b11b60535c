import type { Budget } from './budget.ts'
import type { Column } from './column.ts'
import { STEPS_PER_GLANCE } from './column-stream.ts'
import { type Grid, timeAt } from './grid.ts'
import type { Samples } from './select.ts'
import type { Work } from './work.ts'

/** The values of a column that are there, each at its time. */
export function* samplesOfColumn(
  { labels, values, present }: Column,
  grid: Grid,
  budget: Budget,
): Work<Samples> {
  let count = 0
  for (let index = 0; index < present.length; index++) count += present[index] ?? 0
  const samples = { labels, timestamps: new Float64Array(count), values: new Float64Array(count) }
  let next = 0
  for (let index = 0; index < present.length; index++) {
    if ((index + 1) % STEPS_PER_GLANCE === 0 && budget.isDue) yield
    if (present[index] === 0) continue
    samples.timestamps[next] = timeAt(grid, index)
    samples.values[next] = values[index] ?? 0
    next++
  }
  return samples
}
