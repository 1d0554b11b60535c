import { blendForecasts } from './blend-forecasts.ts'
import type { LogForecast } from './blend-forecasts.ts'
import type { EtaEstimate, EtaEstimator, EtaEstimatorOptions, PriorPace } from './eta-estimator.ts'
import { PaceCurve } from './pace-curve.ts'
import { forecastPrior, joinForecasts } from './prior-forecast.ts'
import { RecentRate } from './recent-rate.ts'

/** Evidence: this many updates, or this long a run. */
const LEAST_UPDATES = 3
const LEAST_SECONDS = 1
/** 90th percentile of the standard normal distribution. */
const Z90 = 1.2816
/** Spread of what few updates tell, by the root of their number. */
const FEW_UPDATES = 0.5

/**
 * Makes the estimator of one run.
 *
 * The rate is an average of the last seconds, so that a person sees what happens; the forecast is one of the whole run,
 * so that it stands still while the work is steady. See {@link blendForecasts} for how it is made, and for where that
 * comes from.
 *
 * @example
 * const estimator = createEtaEstimator()
 * estimator.observe(500, 60)
 * estimator.estimate(500, 60) // { p50Seconds: 60, p90Seconds: 116.2 }
 */
export function createEtaEstimator(options: EtaEstimatorOptions = {}): EtaEstimator {
  return new BlendedEstimator(options.priorRuns ?? [])
}

class BlendedEstimator implements EtaEstimator {
  readonly #curve = new PaceCurve()
  readonly #rate = new RecentRate()
  #prior: LogForecast | null
  #updates = 0

  constructor(priorRuns: readonly PriorPace[]) {
    this.#prior = forecastPrior(priorRuns)
  }

  observe(doneItems: number, elapsedSeconds: number): void {
    if (doneItems > this.#curve.items) this.#updates++
    this.#curve.add(doneItems, elapsedSeconds)
    this.#rate.observe(doneItems, elapsedSeconds)
  }

  learn(priorRuns: readonly PriorPace[]): void {
    this.#prior = forecastPrior(priorRuns)
  }

  rate(elapsedSeconds: number): number | null {
    return this.#rate.at(elapsedSeconds)
  }

  estimate(remainingItems: number, elapsedSeconds: number): EtaEstimate | null {
    if (!(remainingItems > 0)) return remainingItems <= 0 ? { p50Seconds: 0, p90Seconds: 0 } : null
    const forecast = this.#forecast(remainingItems)
    if (forecast === null) return null
    const { mean, deviation } = forecast
    // While an update is under way, what it does is done bit by bit; no more than that is known to be done.
    const underWay = Math.min(elapsedSeconds - this.#curve.seconds, this.#rate.usualGapSeconds)
    const left = (seconds: number): number => Math.max(0, seconds - Math.max(0, underWay))
    const p50Seconds = left(Math.exp(mean))
    const p90Seconds = left(Math.exp(mean + Z90 * deviation))
    return Number.isFinite(p90Seconds) ? { p50Seconds, p90Seconds } : null
  }

  #forecast(remainingItems: number): LogForecast | null {
    const { items, seconds } = this.#curve
    const isEvident = items > 0 && seconds > 0 && (this.#updates >= LEAST_UPDATES || seconds >= LEAST_SECONDS)
    const prior =
      this.#prior === null
        ? null
        : { mean: this.#prior.mean + Math.log(remainingItems), deviation: this.#prior.deviation }
    if (!isEvident) return prior
    const blended = blendForecasts(this.#curve, remainingItems)
    const deviation = Math.hypot(blended.deviation, FEW_UPDATES / Math.sqrt(this.#updates))
    const current = { mean: blended.mean, deviation }
    return prior === null ? current : joinForecasts(current, prior, items / (items + remainingItems))
  }
}
