import { FORECASTS } from './forecasts.ts'
import type { PaceCurve } from './pace-curve.ts'

/** Parts of the run at whose ends the forecasts are put to the test, against what came after. */
const ORIGINS = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
/** How fast a forecast loses trust by its errors; 40 halves it at errors of 5 % at each origin. */
const SHARPNESS = 40
/** An error beyond this, as a logarithm of a ratio, tells no more. */
const MAX_ERROR = 2
/** Uncertainty of what no past tells: a phase that is still to come. For the whole of a job, as a logarithm. */
const UNSEEN = 0.18
const TINY = 1e-9

/** A forecast as the logarithm of seconds, with its standard deviation. */
export interface LogForecast {
  readonly mean: number
  readonly deviation: number
}

/**
 * Blends the forecasts by how well each would have told, at several points of this run, what then came.
 *
 * Bates and Granger (1969) found that a blend weighted by past errors beats its parts; Dawid (1984) that a forecaster
 * is judged only by forecasts made before the fact. Errors are ratios, so that 50 % too short and 100 % too long weigh
 * the same. The blend's own errors at the same points, and how far its parts disagree, tell its spread.
 */
export function blendForecasts(curve: PaceCurve, count: number): LogForecast {
  const { items } = curve
  const errorsByOrigin = ORIGINS.map((origin) => testAt(curve, items * origin)).filter(
    (errors) => errors !== null,
  )
  const costs = FORECASTS.map((_, index) =>
    errorsByOrigin.reduce((sum, errors) => sum + (errors[index] as number) ** 2, 0),
  )
  const least = Math.min(...costs)
  const weights = FORECASTS.map(
    ({ trust }, index) => trust * Math.exp(-SHARPNESS * ((costs[index] as number) - least)),
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const blend = (values: readonly number[]): number =>
    values.reduce((sum, value, index) => sum + (value * (weights[index] as number)) / total, 0)

  const told = FORECASTS.map(({ forecast }) => Math.log(Math.max(TINY, forecast(curve, items, count))))
  const mean = blend(told)
  const disagreement = blend(told.map((value) => (value - mean) ** 2))
  const squares = errorsByOrigin.map((errors) => blend(errors) ** 2)
  const past = squares.reduce((sum, square) => sum + square, 0) / Math.max(1, squares.length)
  const unseen = (UNSEEN ** 2 * count) / (items + count)
  return { mean, deviation: Math.sqrt(past + disagreement + unseen) }
}

/** Error of each forecast made at a point, of all that came after it; `null` where it came in no time. */
function testAt(curve: PaceCurve, origin: number): readonly number[] | null {
  const actual = curve.secondsBetween(origin, curve.items)
  if (!(actual > 0)) return null
  return FORECASTS.map(({ forecast }) => {
    const error = Math.log(Math.max(TINY, forecast(curve, origin, curve.items - origin)) / actual)
    return Math.max(-MAX_ERROR, Math.min(MAX_ERROR, error))
  })
}
