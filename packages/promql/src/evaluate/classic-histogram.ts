import type { Forced } from './notes.ts'

const TOLERANCE = 1e-12
const MIN_NORMAL = 2 ** -1022

/** Buckets of a classic histogram by their bounds: how many observations were not above each. */
export class Buckets {
  readonly bounds: Float64Array
  readonly counts: Float64Array
  length = 0

  /** @param most - How many there are at most. */
  constructor(most: number) {
    this.bounds = new Float64Array(most)
    this.counts = new Float64Array(most)
  }

  /** Adds the next one; those of one bound are added up. */
  add(bound: number, count: number): void {
    const last = this.length - 1
    if (last >= 0 && this.bounds[last] === bound) {
      this.counts[last] = (this.counts[last] ?? 0) + count
      return
    }
    this.bounds[this.length] = bound
    this.counts[this.length] = count
    this.length++
  }

  boundAt(index: number): number {
    return this.bounds[index] ?? 0
  }

  countAt(index: number): number {
    return this.counts[index] ?? 0
  }

  /** Whether the last is that of everything. */
  get isWhole(): boolean {
    return this.length > 0 && this.bounds[this.length - 1] === Infinity
  }
}

/** The value below which a share of the observations lies, by a straight line within a bucket. */
export function bucketQuantile(q: number, buckets: Buckets, onForced: (forced: Forced) => void): number {
  if (Number.isNaN(q)) return Number.NaN
  if (q < 0) return -Infinity
  if (q > 1) return Infinity
  if (!buckets.isWhole) return Number.NaN
  makeMonotonic(buckets, onForced)
  const last = buckets.length - 1
  const observations = buckets.countAt(last)
  if (last < 1 || observations === 0) return Number.NaN
  const rank = q * observations
  let index = 0
  while (index < last && !(buckets.countAt(index) >= rank)) index++
  if (index === last) return buckets.boundAt(last - 1)
  const bound = buckets.boundAt(index)
  if (index === 0 && bound <= 0) return bound
  const start = index > 0 ? buckets.boundAt(index - 1) : 0
  const below = index > 0 ? buckets.countAt(index - 1) : 0
  return start + (bound - start) * ((rank - below) / (buckets.countAt(index) - below))
}

/** The share of the observations between two values. */
export function bucketFraction(lower: number, upper: number, buckets: Buckets): number {
  const total = buckets.countAt(buckets.length - 1)
  if (!buckets.isWhole || total === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN
  if (lower >= upper) return 0
  return (Math.min(total, rankAt(upper, buckets)) - Math.min(total, rankAt(lower, buckets))) / total
}

function rankAt(value: number, buckets: Buckets): number {
  let rank = 0
  let start = buckets.boundAt(0) <= 0 ? -Infinity : 0
  for (let index = 0; index < buckets.length; index++) {
    const bound = buckets.boundAt(index)
    const count = buckets.countAt(index)
    if (start >= value) return rank
    if (bound > value)
      return start === -Infinity ? count : rank + ((count - rank) * (value - start)) / (bound - start)
    rank = count
    start = bound
  }
  return rank
}

/** Counts never fall from one bucket to the next; what differs by rounding only is equal. */
function makeMonotonic(buckets: Buckets, onForced: (forced: Forced) => void): void {
  let before = buckets.countAt(0)
  let [least, most, difference] = [Infinity, -Infinity, 0]
  for (let index = 1; index < buckets.length; index++) {
    const count = buckets.countAt(index)
    if (count === before) continue
    const isSame = isAlmost(before, count)
    if (!isSame && !(count < before)) {
      before = count
      continue
    }
    buckets.counts[index] = before
    if (isSame) continue
    least = Math.min(least, buckets.boundAt(index))
    most = Math.max(most, buckets.boundAt(index))
    difference = Math.max(difference, before - count)
  }
  if (least <= most) onForced({ least, most, difference })
}

function isAlmost(left: number, right: number): boolean {
  const sum = Math.abs(left) + Math.abs(right)
  const difference = Math.abs(left - right)
  if (left === 0 || right === 0 || sum < MIN_NORMAL) return difference < TOLERANCE * MIN_NORMAL
  return difference / Math.min(sum, Number.MAX_VALUE) < TOLERANCE
}
