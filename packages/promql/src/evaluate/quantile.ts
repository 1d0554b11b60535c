/** Numbers in order, NaN before all others. */
export interface Sorted {
  readonly length: number
  at(index: number): number | undefined
}

/** The quantile of some numbers in order, between the two that are nearest. */
export function quantile(q: number, sorted: Sorted): number {
  const { length } = sorted
  if (length === 0 || Number.isNaN(q)) return Number.NaN
  if (q < 0) return -Infinity
  if (q > 1) return Infinity
  const rank = q * (length - 1)
  const lower = Math.max(0, Math.floor(rank))
  const upper = Math.min(length - 1, lower + 1)
  const weight = rank - Math.floor(rank)
  return (sorted.at(lower) ?? 0) * (1 - weight) + (sorted.at(upper) ?? 0) * weight
}
