import type { JobState } from '@cryo/conventions'
import type { RunRecord } from '@cryo/history'

import type { JobFigures } from './job-figures.ts'
import type { JobIdentity } from './job-identity.ts'
import { JobProcess } from './job-process.ts'
import { canHaveBeen } from './plausible.ts'

/** Processes of one job that are kept, those that work on it and those that are gone. */
const MAX_PROCESSES = 200

/** What a state of some of its processes makes of the whole job: the first that any has. */
const PRECEDENCE: readonly JobState[] = ['failed', 'interrupted', 'stalled', 'running', 'paused', 'completed']

/** The times that outlive the processes of a job, in Unix seconds; 0 for never. */
export interface LastTimes {
  start: number
  end: number
  success: number
  failure: number
  /** Longest time between two starts; 0 where none is expected. */
  interval: number
}

/** One job with all processes that work on it: the parts of a split job are one. */
export class Job implements JobIdentity {
  readonly service: string
  readonly namespace: string
  readonly job: string
  readonly last: LastTimes = { start: 0, end: 0, success: 0, failure: 0, interval: 0 }
  /** Whether this process or one that is attached works on it, or did. */
  isOurs = false
  readonly #processes = new Map<string, JobProcess>()
  /** How its newest run stood that is only remembered; `null` where there is none. */
  #remembered: JobState | null = null
  /** Whether runs of it are remembered. */
  #isRemembered = false

  constructor({ service, namespace, job }: JobIdentity) {
    this.service = service
    this.namespace = namespace
    this.job = job
  }

  get processes(): readonly JobProcess[] {
    return [...this.#processes.values()]
  }

  /** Whether somebody worked on it who is gone. */
  get hasPast(): boolean {
    return this.#isRemembered || this.processes.some(({ goneMs }) => goneMs !== null)
  }

  get live(): readonly JobProcess[] {
    return this.processes.filter(({ goneMs }) => goneMs === null)
  }

  /** Whether nobody works on it. */
  get isOver(): boolean {
    for (const { goneMs } of this.#processes.values()) if (goneMs === null) return false
    return true
  }

  /** Takes what a process tells, and gives that process; `null` where there are too many. */
  see(figures: JobFigures): JobProcess | null {
    const process = this.#open(figures)
    if (process === null) return null
    process.figures = figures
    process.goneMs = null
    const { lastStart = 0, lastEnd = 0, lastSuccess = 0, lastFailure = 0, expectedInterval } = figures.values
    this.#extend({ start: lastStart, end: lastEnd, success: lastSuccess, failure: lastFailure })
    if (expectedInterval !== undefined) this.last.interval = expectedInterval
    if (lastStart >= this.last.start) this.#remembered = null
    return process
  }

  /** Takes a run that is only remembered. */
  remember({ state, startMs, endMs, expectedIntervalSeconds }: RunRecord): void {
    this.#isRemembered = true
    const start = canHaveBeen(startMs) ? startMs / 1000 : 0
    const end = endMs === null || state === 'interrupted' ? 0 : endMs / 1000
    if (start > this.last.start) {
      this.#remembered = state
      for (const [key, { goneMs }] of this.#processes) if (goneMs !== null) this.#processes.delete(key)
      this.last.interval = expectedIntervalSeconds ?? 0
    }
    this.#extend({
      start,
      end,
      success: state === 'completed' ? end : 0,
      failure: state === 'failed' ? end : 0,
    })
  }

  /**
   * Drops processes whose work others have taken over.
   *
   * @param partOf - Which part of the job a process works on; `null` for all of it.
   */
  settle(partOf: (process: JobProcess) => string | null): void {
    if (this.processes.every(({ goneMs }) => goneMs === null)) return
    const all = [...this.#processes].map(([key, process]) => ({ key, process, part: partOf(process) }))
    const newest = new Map<string | null, number>()
    for (const { process, part } of all) newest.set(part, Math.max(newest.get(part) ?? 0, startOf(process)))
    for (const { key, process, part } of all) {
      if (process.goneMs === null || startOf(process) === newest.get(part)) continue
      this.#processes.delete(key)
      this.#isRemembered = true
    }
  }

  stateAt(nowMs: number): JobState {
    const states = new Set(this.processes.map((process) => process.stateAt(nowMs)))
    return PRECEDENCE.find((state) => states.has(state)) ?? this.#remembered ?? 'completed'
  }

  /** Whether it should have started again by now. */
  isMissed(nowMs: number): boolean {
    const { start, interval } = this.last
    const state = this.stateAt(nowMs)
    return (
      interval > 0 &&
      start > 0 &&
      nowMs > (start + interval) * 1000 &&
      state !== 'running' &&
      state !== 'stalled'
    )
  }

  #extend(times: Omit<LastTimes, 'interval'>): void {
    for (const which of ['start', 'end', 'success', 'failure'] as const) {
      const told = [this.last[which], times[which]].filter((seconds) => canHaveBeen(seconds * 1000))
      this.last[which] = Math.max(0, ...told)
    }
  }

  #open(figures: JobFigures): JobProcess | null {
    const { key } = figures.process
    const known = this.#processes.get(key)
    if (known !== undefined) return known
    if (this.#processes.size >= MAX_PROCESSES && !this.#makeRoom()) return null
    const process = new JobProcess(figures)
    this.#processes.set(key, process)
    return process
  }

  /** Forgets one that is gone. */
  #makeRoom(): boolean {
    for (const [key, { goneMs }] of this.#processes) {
      if (goneMs !== null) return this.#processes.delete(key)
    }
    return false
  }
}

/** In Unix seconds; 0 by a clock that was set back since. */
function startOf({ start }: JobProcess): number {
  return canHaveBeen(start * 1000) ? start : 0
}
