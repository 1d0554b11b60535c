import type { EtaEstimate } from '../eta/eta-estimator.ts'
import { longestEstimate } from '../eta/longest-estimate.ts'
import type { OwnState } from '../run/own-state.ts'

/** Where one run stands; times are Unix seconds. */
export interface RunFigures {
  readonly state: OwnState
  readonly done: number
  readonly expected: number | null
  readonly failed: number
  readonly resumed: number
  readonly rate: number | null
  readonly eta: EtaEstimate | null
  readonly lastUpdate: number
  readonly deadline: number | null
  /** Usual seconds between two updates. */
  readonly updateInterval: number | null
  /** 0 where it cannot stall. */
  readonly stallAt: number
}

/** Adds up what runs of a job are at, whether they go on or not. */
export class JobSums {
  done = 0
  /** `NaN` as soon as that of one run is not known. */
  expected = 0
  failed = 0
  resumed = 0
  lastUpdate = 0
  readonly #states: Record<OwnState, number> = { running: 0, paused: 0, completed: 0, failed: 0 }

  add(figures: RunFigures, sign: 1 | -1 = 1): void {
    this.done += sign * figures.done
    this.expected += sign * (figures.expected ?? Number.NaN)
    this.failed += sign * figures.failed
    this.resumed += sign * figures.resumed
    this.lastUpdate = Math.max(this.lastUpdate, figures.lastUpdate)
    this.#states[figures.state] += sign
  }

  /** The sums so far, to go on from. */
  copy(): JobSums {
    const copy = Object.assign(new JobSums(), this)
    Object.assign(copy.#states, this.#states)
    return copy
  }

  /** Of the job as a whole. */
  get state(): OwnState {
    return (['running', 'paused', 'failed'] as const).find((state) => this.#states[state] > 0) ?? 'completed'
  }
}

/** What only runs in progress have. */
export interface LiveFigures {
  readonly rate: number
  /** `null` where one of them has none. */
  readonly eta: EtaEstimate | null
  readonly deadline: number | null
  readonly updateInterval: number | null
  readonly stallAt: number
}

/** Puts runs together that are in progress side by side. */
export function joinLive(runs: readonly RunFigures[]): LiveFigures {
  return {
    rate: runs.reduce((sum, { rate }) => sum + (rate ?? 0), 0),
    eta: longestEstimate(runs.map(({ eta }) => eta)),
    deadline: least(runs.map(({ deadline }) => deadline)),
    updateInterval: least(runs.map(({ updateInterval }) => updateInterval)),
    stallAt: least(runs.map(({ stallAt }) => stallAt || null)) ?? 0,
  }
}

/** The least of those that are known. */
function least(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.min(...known)
}
