/** The quantile of some values, between the two that are nearest; NaN counts as the least. Sorts the values. */
export function quantile(q: number, values: number[]): number {
  if (values.length === 0 || Number.isNaN(q)) return Number.NaN
  if (q < 0) return -Infinity
  if (q > 1) return Infinity
  values.sort((left, right) => (Number.isNaN(left) ? -1 : Number.isNaN(right) ? 1 : left - right))
  const rank = q * (values.length - 1)
  const lower = Math.max(0, Math.floor(rank))
  const upper = Math.min(values.length - 1, lower + 1)
  const weight = rank - Math.floor(rank)
  return (values[lower] ?? 0) * (1 - weight) + (values[upper] ?? 0) * weight
}
