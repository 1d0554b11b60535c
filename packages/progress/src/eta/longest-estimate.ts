import type { EtaEstimate } from './eta-estimator.ts'

/** The forecast of what runs side by side: all is done when the last part is. `null` where a part has none. */
export function longestEstimate(estimates: readonly (EtaEstimate | null)[]): EtaEstimate | null {
  let p50Seconds = 0
  let p90Seconds = 0
  for (const estimate of estimates) {
    if (estimate === null) return null
    p50Seconds = Math.max(p50Seconds, estimate.p50Seconds)
    p90Seconds = Math.max(p90Seconds, estimate.p90Seconds)
  }
  return estimates.length === 0 ? null : { p50Seconds, p90Seconds }
}
