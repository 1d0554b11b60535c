/**
 * Quantile of a histogram by linear interpolation within its bucket, as Prometheus' `histogram_quantile`
 * does it; in the last bucket the answer is its lower bound, for nothing more is known.
 *
 * @param quantile - 0 to 1.
 * @param buckets - Count of each bucket, one more than bounds.
 * @param bounds - Upper bounds, ascending.
 * @returns `null` when the histogram is empty.
 */
export function bucketQuantile(
  quantile: number,
  buckets: ArrayLike<number>,
  bounds: readonly number[],
): number | null {
  let total = 0
  for (let index = 0; index < buckets.length; index++) total += buckets[index] ?? 0
  if (total <= 0) return null
  const rank = quantile * total
  let below = 0
  for (let index = 0; index < bounds.length; index++) {
    const inBucket = buckets[index] ?? 0
    const upper = bounds[index] ?? 0
    if (below + inBucket >= rank && inBucket > 0) {
      const lower = index === 0 ? Math.min(0, upper) : (bounds[index - 1] ?? 0)
      return lower + (upper - lower) * ((rank - below) / inBucket)
    }
    below += inBucket
  }
  return bounds.at(-1) ?? null
}
