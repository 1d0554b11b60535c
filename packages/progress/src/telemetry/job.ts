import { MAX_ATTRIBUTE_VALUES, OTHER_VALUE, type Outcome } from '@cryo/conventions'

import type { EtaEstimate } from '../eta/eta-estimator.ts'
import { longestEstimate } from '../eta/longest-estimate.ts'
import type { OwnState } from '../run/own-state.ts'
import { progressState } from '../progress-state.ts'
import { JobSeries } from './job-series.ts'

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

/** A run whose figures count into those of its job. */
export interface JobMember {
  readonly figures: RunFigures
}

/** The least that puts one time behind another, in seconds. */
const TICK = 1e-6

/**
 * One job in this process: all runs of one name together.
 *
 * Runs that overlap add up. A run that starts while no other is in progress begins anew, so that what an earlier one
 * did, or left paused, is not counted twice.
 */
export class Job {
  readonly series: JobSeries
  readonly #members = new Set<JobMember>()
  #lastStart = 0
  #lastEnd = 0
  #hasDeadline = false

  constructor(name: string) {
    this.series = new JobSeries(name)
  }

  /** A run starts, or goes on after a pause. @param now - Unix time in seconds. */
  start(member: JobMember, now: number): void {
    if (!this.#isRunning(member)) this.#members.clear()
    this.#members.add(member)
    this.#lastStart = Math.max(now, this.#lastStart, this.#lastEnd + TICK)
    this.series.set('lastStart', this.#lastStart)
    if (this.#lastEnd === 0) {
      for (const which of ['lastEnd', 'lastSuccess', 'lastFailure'] as const) this.series.set(which, 0)
    }
    this.refresh()
  }

  /** A run was paused or ended. The job is at rest once none of its runs is in progress. */
  rest(now: number): void {
    if (!this.#isRunning()) {
      this.#lastEnd = Math.max(now, this.#lastStart + TICK)
      this.series.set('lastEnd', this.#lastEnd)
      const state = this.#state()
      if (state === 'completed') this.series.set('lastSuccess', this.#lastEnd)
      if (state === 'failed') this.series.set('lastFailure', this.#lastEnd)
    }
    this.refresh()
  }

  /** Tells how long a run took that ended. */
  recordDuration(outcome: Outcome, seconds: number): void {
    this.series.end(outcome, seconds)
  }

  /** Writes the sums of all runs into the metrics. */
  refresh(): void {
    const all = [...this.#members].map((member) => member.figures)
    const live = all.filter(({ state }) => state === 'running')
    const { series } = this
    series.setState(this.#state())
    series.set(
      'done',
      sum(all, ({ done }) => done),
    )
    series.set(
      'failed',
      sum(all, ({ failed }) => failed),
    )
    series.set(
      'resumed',
      sum(all, ({ resumed }) => resumed),
    )
    // NaN, for a sum of which a part is not known, is left out.
    series.set(
      'expected',
      sum(all, ({ expected }) => expected ?? Number.NaN),
    )
    series.set(
      'rate',
      sum(live, ({ rate }) => rate ?? 0),
    )
    series.set('lastUpdate', Math.max(...all.map(({ lastUpdate }) => lastUpdate)))
    series.set('updateInterval', least(live, ({ updateInterval }) => updateInterval) ?? Number.NaN)
    series.set('stallAt', least(live, ({ stallAt }) => stallAt || null) ?? 0)
    const eta = live.length === 0 ? NOTHING_LEFT : longestEstimate(live.map((figures) => figures.eta))
    if (eta !== null && (live.length > 0 || this.#state() === 'completed')) {
      series.setEta(eta.p50Seconds, eta.p90Seconds)
    }
    const deadline = least(live, (figures) => figures.deadline)
    this.#hasDeadline ||= deadline !== null
    if (this.#hasDeadline) series.set('deadline', deadline ?? 0)
  }

  #isRunning(but?: JobMember): boolean {
    for (const member of this.#members) {
      if (member !== but && member.figures.state === 'running') return true
    }
    return false
  }

  #state(): OwnState {
    const states = new Set([...this.#members].map((member) => member.figures.state))
    return (['running', 'paused', 'failed'] as const).find((state) => states.has(state)) ?? 'completed'
  }
}

const NOTHING_LEFT: EtaEstimate = { p50Seconds: 0, p90Seconds: 0 }

/** Finds the job of a name; names past the limit of one attribute share `_other_`. */
export function findJob(name: string): Job {
  const { jobs } = progressState
  const known = jobs.get(name)
  if (known !== undefined) return known
  const kept = jobs.size < MAX_ATTRIBUTE_VALUES ? name : OTHER_VALUE
  const job = jobs.get(kept) ?? new Job(kept)
  jobs.set(kept, job)
  return job
}

function sum(all: readonly RunFigures[], read: (figures: RunFigures) => number): number {
  return all.reduce((total, figures) => total + read(figures), 0)
}

/** The least of those that are known. */
function least(all: readonly RunFigures[], read: (figures: RunFigures) => number | null): number | null {
  const known = all.map(read).filter((value) => value !== null)
  return known.length === 0 ? null : Math.min(...known)
}
