import type { RangeFunction } from './range-function.ts'

/**
 * Finds the most of a range. Those that may still be it are kept in order: each sample comes and goes once, however long
 * the range is.
 */
export function extreme(isMore: (value: number, other: number) => boolean): RangeFunction {
  return ({ values }) => {
    const candidates: number[] = []
    let first = 0
    let next = 0
    return ({ from, to }) => {
      for (next = Math.max(next, from); next < to; next++) {
        const value = values[next] ?? 0
        if (Number.isNaN(value)) continue
        while (candidates.length > first && isMore(value, values[candidates.at(-1) ?? 0] ?? 0))
          candidates.pop()
        candidates.push(next)
      }
      while (first < candidates.length && (candidates[first] ?? 0) < from) first++
      // NaN is the most only where there is nothing else.
      return first < candidates.length ? (values[candidates[first] ?? 0] ?? 0) : Number.NaN
    }
  }
}
