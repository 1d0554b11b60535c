/** Buckets of a histogram that names none; from the OpenTelemetry specification of the metrics SDK. */
const DEFAULT_BOUNDARIES: readonly number[] = [
  0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000,
]
/** More would make each of up to 2,000 series larger than 2 KB. */
const MAX_BOUNDARIES = 254

/**
 * The buckets of a histogram: ascending and finite, as the OpenTelemetry SDK makes them of what is advised.
 *
 * @returns `undefined` when the advice is not a list of at most 254 numbers.
 */
export function bucketBoundaries(advised: unknown): readonly number[] | undefined {
  if (advised === undefined || advised === null) return DEFAULT_BOUNDARIES
  try {
    if (!Array.isArray(advised) || advised.length > MAX_BOUNDARIES) return undefined
    const numbers = advised.filter((bound) => typeof bound === 'number' && !Number.isNaN(bound))
    if (numbers.length !== advised.length) return undefined
    return [...new Set(numbers.filter((bound) => Number.isFinite(bound)))].toSorted((a, b) => a - b)
  } catch {
    // A revoked proxy, or one that throws.
    return undefined
  }
}
