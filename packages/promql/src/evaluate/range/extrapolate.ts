import type { Samples } from '../select.ts'
import { isReset } from './count-pairs.ts'
import { PrefixSum } from './prefix-sum.ts'
import type { RangeFunction, Window } from './range-function.ts'

/** More resets in one range are not added up one by one. */
const MANY = 64

/** What a counter or gauge gained in the range: where samples begin or end within it, about so much more. */
export function extrapolate(isCounter: boolean, isRate: boolean): RangeFunction {
  return (samples) => {
    const lost = isCounter ? createLost(samples) : null
    return (window) => extrapolateOne(samples, window, lost, isRate)
  }
}

/** Adds what a counter had before each of its resets in a range. */
type Lost = (gained: number, window: Window) => number

function extrapolateOne(
  { timestamps, values }: Samples,
  window: Window,
  lost: Lost | null,
  isRate: boolean,
): number | null {
  const { from, to, startMs, endMs } = window
  if (to - from < 2) return null
  const first = values[from] ?? 0
  const difference = (values[to - 1] ?? 0) - first
  const gained = lost === null ? difference : lost(difference, window)
  const firstMs = timestamps[from] ?? 0
  const lastMs = timestamps[to - 1] ?? 0
  const sampled = (lastMs - firstMs) / 1000
  const gap = sampled / (to - from - 1)
  let toStart = (firstMs - startMs) / 1000
  let toEnd = (endMs - lastMs) / 1000
  if (toStart >= gap * 1.1) toStart = gap / 2
  // A counter was 0 at the earliest when it began.
  if (lost !== null && gained > 0 && first >= 0) toStart = Math.min(toStart, sampled * (first / gained))
  if (toEnd >= gap * 1.1) toEnd = gap / 2
  const factor = (sampled + toStart + toEnd) / sampled
  return gained * (isRate ? factor / ((endMs - startMs) / 1000) : factor)
}

/** Looks at each sample once, and then at the resets only. */
function createLost({ values }: Samples): Lost {
  const resets: number[] = []
  const before: number[] = []
  const sums = new PrefixSum(before)
  let first = 0
  let next = 1
  return (gained, { from, to }) => {
    for (next = Math.max(next, from + 1); next < to; next++) {
      const value = values[next - 1] ?? 0
      if (!isReset(value, values[next] ?? 0)) continue
      resets.push(next)
      before.push(value)
    }
    while (first < resets.length && (resets[first] ?? 0) <= from) first++
    if (resets.length - first > MANY) {
      const sum = sums.between(first, resets.length)
      if (sum !== null) return gained + (sum.high + sum.low)
    }
    let all = gained
    for (let index = first; index < before.length; index++) all += before[index] ?? 0
    return all
  }
}

/** From the last sample but one to the last. */
export function lastStep(isRate: boolean): RangeFunction {
  return ({ timestamps, values }) =>
    ({ from, to }) => {
      if (to - from < 2) return null
      const before = values[to - 2] ?? 0
      const last = values[to - 1] ?? 0
      const seconds = ((timestamps[to - 1] ?? 0) - (timestamps[to - 2] ?? 0)) / 1000
      if (seconds === 0) return null
      if (!isRate) return last - before
      return (last < before ? last : last - before) / seconds
    }
}
