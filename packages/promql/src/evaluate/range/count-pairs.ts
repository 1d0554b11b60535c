import type { RangeFunction } from './range-function.ts'

/** Whether a sample is to be counted after the one before it. */
type PairTest = (before: number, value: number) => boolean

export const isReset: PairTest = (before, value) => value < before

export const isChange: PairTest = (before, value) =>
  value !== before && !(Number.isNaN(value) && Number.isNaN(before))

/** Counts samples of a range by those before them: what comes is added, and what goes is taken away. */
export function countPairs(isCounted: PairTest): RangeFunction {
  return ({ values }) => {
    let [from, to, count] = [0, 0, 0]
    const countsAt = (index: number): boolean => isCounted(values[index - 1] ?? 0, values[index] ?? 0)
    return (window) => {
      for (; to < window.to; to++) if (to > from && countsAt(to)) count++
      for (; from < window.from; from++) if (from + 1 < to && countsAt(from + 1)) count--
      return count
    }
  }
}
