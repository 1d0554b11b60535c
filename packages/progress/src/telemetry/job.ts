import { MAX_ATTRIBUTE_VALUES, OTHER_VALUE } from '@cryo/conventions'

import { progressState } from '../progress-state.ts'
import { JobSeries } from './job-series.ts'
import { joinLive, JobSums, type RunFigures } from './job-sums.ts'

/** A run whose figures count into those of its job. */
export interface JobMember {
  readonly figures: RunFigures
}

/** The least that puts one time behind another, in seconds. */
const TICK = 1e-6
/** Runs whose figures are read for one refresh, on average. */
const READ_PER_REFRESH = 16

/**
 * One job in this process: all runs of one name together.
 *
 * Runs that overlap add up. A run that starts while no other is in progress begins anew, so that what an earlier one
 * did, or left paused, is not counted twice.
 */
export class Job {
  readonly series: JobSeries
  /** Runs that go on, or may at any time. */
  readonly #members = new Set<JobMember>()
  /** Sums of the runs that have let go. */
  #rest = new JobSums()
  #restOf = new WeakMap<JobMember, RunFigures>()
  #lastStart = 0
  #lastEnd = 0
  #hasDeadline = false
  #skipped = 0

  constructor(name: string) {
    this.series = new JobSeries(name)
  }

  /** A run starts, or goes on after a pause. @param now - Unix time in seconds. */
  start(member: JobMember, now: number): void {
    if (!this.#isRunning(member)) this.#beginAnew()
    const before = this.#restOf.get(member)
    if (before !== undefined) this.#rest.add(before, -1)
    this.#restOf.delete(member)
    this.#members.add(member)
    this.#lastStart = Math.max(now, this.#lastStart, this.#lastEnd + TICK)
    this.series.set('lastStart', this.#lastStart)
    if (this.#lastEnd === 0) {
      for (const which of ['lastEnd', 'lastSuccess', 'lastFailure'] as const) this.series.set(which, 0)
    }
    this.refresh()
  }

  /**
   * A run was paused or has ended. The job is at rest once none of its runs is in progress.
   *
   * @param isReleased - Whether the run is over, or at least needs a new start to go on.
   */
  rest(member: JobMember, isReleased: boolean, now: number): void {
    if (isReleased && this.#members.delete(member)) {
      const { figures } = member
      this.#rest.add(figures)
      this.#restOf.set(member, figures)
    }
    if (this.#isRunning()) {
      this.refresh()
      return
    }
    this.#lastEnd = Math.max(now, this.#lastStart + TICK)
    this.series.set('lastEnd', this.#lastEnd)
    const state = this.#write()
    if (state === 'completed') this.series.set('lastSuccess', this.#lastEnd)
    if (state === 'failed') this.series.set('lastFailure', this.#lastEnd)
  }

  /** Writes the sums of all runs into the metrics; with very many runs not each time. */
  refresh(): void {
    if (this.#skipped++ < this.#members.size / READ_PER_REFRESH - 1) return
    this.#skipped = 0
    this.#write()
  }

  #write(): RunFigures['state'] {
    const { series } = this
    const all = [...this.#members].map((member) => member.figures)
    const sums = this.#rest.copy()
    for (const figures of all) sums.add(figures)
    const { state } = sums
    series.setState(state)
    for (const which of ['done', 'failed', 'resumed', 'expected', 'lastUpdate'] as const) {
      // NaN, of an amount that is not known, is left out.
      series.set(which, sums[which])
    }
    const live = joinLive(all.filter((figures) => figures.state === 'running'))
    series.set('rate', live.rate)
    series.set('updateInterval', live.updateInterval ?? Number.NaN)
    series.set('stallAt', live.stallAt)
    if (live.eta !== null) series.setEta(live.eta.p50Seconds, live.eta.p90Seconds)
    else if (state === 'completed') series.setEta(0, 0)
    this.#hasDeadline ||= live.deadline !== null
    if (this.#hasDeadline) series.set('deadline', live.deadline ?? 0)
    return state
  }

  #beginAnew(): void {
    this.#members.clear()
    this.#rest = new JobSums()
    this.#restOf = new WeakMap()
  }

  #isRunning(but?: JobMember): boolean {
    for (const member of this.#members) {
      if (member !== but && member.figures.state === 'running') return true
    }
    return false
  }
}

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
