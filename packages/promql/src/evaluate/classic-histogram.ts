/** One bucket of a classic histogram: how many observations were not above its bound. */
export interface Bucket {
  readonly bound: number
  count: number
}

const TOLERANCE = 1e-12
const MIN_NORMAL = 2 ** -1022

/** The value below which a share of the observations lies, by a straight line within a bucket. */
export function bucketQuantile(q: number, given: readonly Bucket[]): number {
  if (Number.isNaN(q)) return Number.NaN
  if (q < 0) return -Infinity
  if (q > 1) return Infinity
  const buckets = prepare(given)
  if (buckets === null) return Number.NaN
  makeMonotonic(buckets)
  const last = buckets.at(-1)
  if (buckets.length < 2 || last === undefined || last.count === 0) return Number.NaN
  const rank = q * last.count
  let index = buckets.findIndex(({ count }) => count >= rank)
  if (index === -1 || index > buckets.length - 1) index = buckets.length - 1
  const bucket = buckets[index] ?? last
  if (index === buckets.length - 1) return buckets.at(-2)?.bound ?? Number.NaN
  if (index === 0 && bucket.bound <= 0) return bucket.bound
  const before = index > 0 ? buckets[index - 1] : undefined
  const start = before?.bound ?? 0
  const below = before?.count ?? 0
  return start + (bucket.bound - start) * ((rank - below) / (bucket.count - below))
}

/** The share of the observations between two values. */
export function bucketFraction(lower: number, upper: number, given: readonly Bucket[]): number {
  const buckets = prepare(given)
  const total = buckets?.at(-1)?.count ?? 0
  if (buckets === null || total === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN
  if (lower >= upper) return 0
  const rankAt = (value: number): number => {
    let rank = 0
    let start = (buckets[0]?.bound ?? 0) <= 0 ? -Infinity : 0
    for (const { bound, count } of buckets) {
      if (start >= value) return rank
      if (bound > value)
        return start === -Infinity ? count : rank + ((count - rank) * (value - start)) / (bound - start)
      rank = count
      start = bound
    }
    return total
  }
  return (Math.min(total, rankAt(upper)) - Math.min(total, rankAt(lower))) / total
}

/** In order, those of one bound added up; `null` where the last is not that of everything. */
function prepare(given: readonly Bucket[]): Bucket[] | null {
  const buckets: Bucket[] = []
  for (const { bound, count } of given.toSorted((left, right) => left.bound - right.bound || 0)) {
    const last = buckets.at(-1)
    if (last?.bound === bound) last.count += count
    else buckets.push({ bound, count })
  }
  return buckets.at(-1)?.bound === Infinity ? buckets : null
}

/** Counts never fall from one bucket to the next; what differs by rounding only is equal. */
function makeMonotonic(buckets: readonly Bucket[]): void {
  let before = buckets[0]?.count ?? 0
  for (const bucket of buckets.slice(1)) {
    if (bucket.count === before) continue
    if (bucket.count < before || isAlmost(before, bucket.count)) bucket.count = before
    else before = bucket.count
  }
}

function isAlmost(left: number, right: number): boolean {
  const sum = Math.abs(left) + Math.abs(right)
  const difference = Math.abs(left - right)
  if (left === 0 || right === 0 || sum < MIN_NORMAL) return difference < TOLERANCE * MIN_NORMAL
  return difference / Math.min(sum, Number.MAX_VALUE) < TOLERANCE
}
