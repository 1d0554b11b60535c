import type { Budget } from './budget.ts'
import type { Work } from './work.ts'

/** So many are sorted, or merged, at once. */
const SLICE = 2048

/** Sorts as `toSorted`, and lets others have the thread where there are many. */
export function* sortInSlices<T>(
  elements: readonly T[],
  compare: (left: T, right: T) => number,
  budget: Budget,
): Work<readonly T[]> {
  let runs: (readonly T[])[] = []
  for (let from = 0; from < elements.length; from += SLICE) {
    if (budget.isDue) yield
    runs.push(elements.slice(from, from + SLICE).toSorted(compare))
  }
  while (runs.length > 1) {
    const merged: (readonly T[])[] = []
    for (let index = 0; index < runs.length; index += 2) {
      const [left = [], right = []] = runs.slice(index, index + 2)
      merged.push(yield* merge(left, right, compare, budget))
    }
    runs = merged
  }
  return runs[0] ?? []
}

function* merge<T>(
  left: readonly T[],
  right: readonly T[],
  compare: (left: T, right: T) => number,
  budget: Budget,
): Work<readonly T[]> {
  if (right.length === 0) return left
  const merged: T[] = []
  let [at, next] = [0, 0]
  while (at < left.length && next < right.length) {
    const [a, b] = [left[at] as T, right[next] as T]
    const isLeft = compare(a, b) <= 0
    merged.push(isLeft ? a : b)
    if (isLeft) at++
    else next++
    if (merged.length % SLICE === 0 && budget.isDue) yield
  }
  for (; at < left.length; at++) merged.push(left[at] as T)
  for (; next < right.length; next++) merged.push(right[next] as T)
  return merged
}
