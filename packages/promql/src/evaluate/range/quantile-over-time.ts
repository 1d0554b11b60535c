import { quantile } from '../quantile.ts'
import { SortedNumbers } from '../sorted-numbers.ts'
import type { RangeFunction } from './range-function.ts'

/** Keeps the samples of the range in order while it slides, instead of sorting each range. */
export const quantileOverTime: RangeFunction = ({ values }) => {
  const sorted = new SortedNumbers()
  let [from, to] = [0, 0]
  return (window) => {
    for (; from < Math.min(window.from, to); from++) sorted.remove(values[from] ?? 0)
    from = window.from
    to = Math.max(to, from)
    sorted.add(values.subarray(to, window.to))
    to = window.to
    return quantile(window.parameter, sorted)
  }
}
