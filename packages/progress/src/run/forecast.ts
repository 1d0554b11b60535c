import { createEtaEstimator } from '../eta/create-eta-estimator.ts'
import type { EtaEstimate, EtaEstimator, PriorPace } from '../eta/eta-estimator.ts'
import { progressState } from '../progress-state.ts'

/** A hundred years: what ends later has no end that anybody plans with, nor perhaps a date. */
const MAX_SECONDS = 100 * 365.25 * 86_400

/** Rate and time left of one run, of its own items only. */
export class Forecast {
  readonly #estimator: EtaEstimator

  constructor(job: string) {
    this.#estimator = createEtaEstimator({ priorRuns: progressState.priorRuns.get(job) ?? [] })
  }

  learn(priorRuns: readonly PriorPace[]): void {
    this.#estimator.learn(priorRuns)
  }

  observe(ownItems: number, elapsedMs: number): void {
    this.#estimator.observe(ownItems, elapsedMs / 1000)
  }

  /** Items a second; `null` before there is evidence. */
  rate(elapsedMs: number): number | null {
    return this.#estimator.rate(elapsedMs / 1000)
  }

  /** Time left; `null` where it is not known. */
  eta(done: number, total: number | null, elapsedMs: number): EtaEstimate | null {
    if (total === null) return null
    const estimate = this.#estimator.estimate(Math.max(0, total - done), elapsedMs / 1000)
    return estimate !== null && estimate.p90Seconds <= MAX_SECONDS ? estimate : null
  }
}
