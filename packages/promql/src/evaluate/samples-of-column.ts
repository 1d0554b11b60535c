import type { Column } from './column.ts'
import { type Grid, timeAt } from './grid.ts'
import type { Samples } from './select.ts'

/** The values of a column that are there, each at its time. */
export function samplesOfColumn({ labels, values, present }: Column, grid: Grid): Samples {
  let count = 0
  for (let index = 0; index < present.length; index++) count += present[index] ?? 0
  const samples = { labels, timestamps: new Float64Array(count), values: new Float64Array(count) }
  let next = 0
  for (let index = 0; index < present.length; index++) {
    if (present[index] === 0) continue
    samples.timestamps[next] = timeAt(grid, index)
    samples.values[next] = values[index] ?? 0
    next++
  }
  return samples
}
