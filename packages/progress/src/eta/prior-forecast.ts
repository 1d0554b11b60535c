import type { LogForecast } from './blend-forecasts.ts'
import type { PriorPace } from './eta-estimator.ts'

/** Runs that are looked at: what was long ago tells little. */
const MAX_RUNS = 10
/** Two runs of a job never take just the same. */
const LEAST_DEVIATION = 0.15
/** What one run tells alone. */
const SINGLE_DEVIATION = 0.3

/** Seconds an item in earlier runs, as a logarithm; `null` where none tells. */
export function forecastPrior(priorRuns: readonly PriorPace[]): LogForecast | null {
  const paces = priorRuns
    .filter(({ items, seconds }) => items > 0 && seconds > 0 && Number.isFinite(items / seconds))
    .slice(0, MAX_RUNS)
    .map(({ items, seconds }) => Math.log(seconds / items))
    .toSorted((left, right) => left - right)
  const mean = paces[paces.length >> 1]
  if (mean === undefined) return null
  if (paces.length === 1) return { mean, deviation: SINGLE_DEVIATION }
  const variance = paces.reduce((sum, pace) => sum + (pace - mean) ** 2, 0) / (paces.length - 1)
  return { mean, deviation: Math.max(LEAST_DEVIATION, Math.sqrt(variance)) }
}

/**
 * Joins what this run and earlier ones tell, each by its certainty: the mean of two normal distributions, weighted by
 * their precision.
 *
 * @param share - Part of the run that is done, 0 to 1: the further it is, the more a run that differs from earlier
 * ones proves them wrong.
 */
export function joinForecasts(current: LogForecast, prior: LogForecast, share: number): LogForecast {
  const difference = current.mean - prior.mean
  const currentPrecision = 1 / current.deviation ** 2
  const priorPrecision = 1 / (prior.deviation ** 2 + share * difference ** 2)
  const precision = currentPrecision + priorPrecision
  return {
    mean: (current.mean * currentPrecision + prior.mean * priorPrecision) / precision,
    deviation: 1 / Math.sqrt(precision),
  }
}
