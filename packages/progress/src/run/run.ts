import { randomUUID } from 'node:crypto'

import { ignored, type JobState } from '@cryo/conventions'

import type { PriorPace } from '../eta/eta-estimator.ts'
import type { ProgressSettings } from '../options/progress-settings.ts'
import { findJob, type Job, type JobMember, type RunFigures } from '../telemetry/job.ts'
import { RunRecorder } from '../telemetry/run-recorder.ts'
import type { RunStart } from '../telemetry/run-span.ts'
import { type ChildRun, ChildSums } from './child-sums.ts'
import { addLiveRun, type LiveRun, removeLiveRun } from './live-runs.ts'
import type { OwnState } from './own-state.ts'
import type { PauseReason } from './pause-reason.ts'
import type { ProgressClock } from './progress-clock.ts'
import { RunMeter } from './run-meter.ts'

/** What takes longer than counting is done at most once in this time. */
const TICK_MS = 100

export interface RunInput {
  readonly job: string
  readonly total: number | null
  readonly settings: ProgressSettings
  readonly clock: ProgressClock
  /** Run of which this one is a child. */
  readonly parent: Run | null
}

/** One run of a job: its counts, its state, and what is told of both. No method throws. */
export class Run implements LiveRun, JobMember, ChildRun {
  readonly job: string
  readonly settings: ProgressSettings
  readonly children: ChildSums<Run> = new ChildSums<Run>()
  runId: string
  state: OwnState = 'running'
  /** Why it is paused; `null` unless it is. */
  pauseReason: PauseReason | null = null
  meter: RunMeter
  readonly #input: RunInput
  /** `null` for children, whose items count into their parent's. */
  readonly #series: Job | null
  #recorder: RunRecorder
  #nextTickMs = 0
  #toldSuccessful = 0
  #toldFailed = 0
  /** Whether its spans have ended although it may go on. */
  #isParked = false

  constructor(input: RunInput) {
    this.#input = input
    this.job = input.job
    this.settings = input.settings
    this.#series = input.parent === null ? findJob(input.job) : null
    this.meter = new RunMeter(input.job, input.total, input.clock)
    this.runId = randomUUID()
    this.#recorder = this.#record(null)
    this.#enter()
    input.parent?.children.add(this)
    if (input.total === 0) this.end('completed')
  }

  get done(): number {
    return this.meter.counts.done
  }

  /** Items in all; `null` while unknown. */
  get total(): number | null {
    const { counts } = this.meter
    return counts.declared === null && !this.children.isEmpty
      ? this.children.total(counts.done)
      : counts.total
  }

  get hasEnded(): boolean {
    return this.state === 'completed' || this.state === 'failed'
  }

  /** Whether work on it should stop: it does not run, or one above it does not. */
  get isStopped(): boolean {
    return this.state !== 'running' || (this.#input.parent?.isStopped ?? false)
  }

  get figures(): RunFigures {
    const { meter, settings, state } = this
    const { counts } = meter
    const isRunning = state === 'running'
    return {
      state,
      done: counts.done,
      expected: this.total,
      failed: counts.ownFailed,
      resumed: counts.resumed,
      rate: meter.rate,
      eta: meter.eta(this.total),
      lastUpdate: meter.lastUpdate,
      deadline: settings.deadline,
      updateInterval: meter.updateInterval,
      stallAt: isRunning ? meter.stallAt(settings.stallAfterMs) : 0,
    }
  }

  /** Adds what was processed; what comes after the end is ignored and counted. */
  add(items: number, successful: number, failed: number, batchItems: number): void {
    if (this.hasEnded) {
      ignored.afterEnd++
      return
    }
    const nowMs = this.meter.add(items, successful, failed, batchItems)
    if (nowMs >= this.#nextTickMs) this.#flush(nowMs)
    if (this.settings.stopLoss !== null) this.#stopLoss()
    this.#input.parent?.add(items, successful, failed, batchItems)
  }

  /** An item failed with this error. */
  noteFailure(error: unknown): void {
    this.#recorder.failures.add(error)
  }

  tick(): void {
    const { nowMs } = this.meter
    if (nowMs >= this.#nextTickMs) this.#flush(nowMs)
  }

  learn(priorRuns: readonly PriorPace[]): void {
    this.meter.learn(priorRuns)
  }

  pause(reason: PauseReason): void {
    if (this.state !== 'running') return
    this.#flush(this.meter.nowMs)
    this.meter.pause()
    this.state = 'paused'
    this.pauseReason = reason
    this.save()
    this.#rest()
  }

  /** Pauses and lets go of everything, so that another tracker or process can go on. */
  park(reason: PauseReason): void {
    this.pause(reason)
    if (this.hasEnded || this.#isParked) return
    this.#isParked = true
    this.#close('paused')
  }

  resume(): void {
    if (this.state !== 'paused') return
    this.state = 'running'
    this.pauseReason = null
    this.meter.resume()
    if (this.#isParked) {
      this.#isParked = false
      const resumed = { runId: this.runId, traceparent: this.#recorder.span.traceparent, items: this.done }
      this.runId = randomUUID()
      this.#recorder = this.#record(resumed)
    }
    this.#enter()
  }

  end(state: 'completed' | 'failed', failure?: { readonly error: unknown }): void {
    if (this.hasEnded) {
      ignored.afterEnd++
      return
    }
    for (const child of this.children.live) child.end(state)
    this.#flush(this.meter.nowMs)
    this.meter.pause()
    const wasParked = this.#isParked
    this.state = state
    this.pauseReason = null
    if (!wasParked) this.#close(state, failure)
    this.#series?.recordDuration(state === 'completed' ? 'success' : 'failure', this.meter.elapsedMs / 1000)
    this.#rest()
    this.#input.parent?.children.end(this)
  }

  /** Begins anew, with nothing done. */
  reset(): void {
    if (!this.hasEnded && !this.#isParked) this.#close('paused')
    this.meter = new RunMeter(this.job, this.#input.total, this.#input.clock)
    this.#toldSuccessful = 0
    this.#toldFailed = 0
    this.#isParked = false
    this.state = 'running'
    this.pauseReason = null
    this.runId = randomUUID()
    this.#recorder = this.#record(null)
    this.#enter()
  }

  interrupt(): void {
    if (this.hasEnded || this.#isParked) return
    const { total } = this
    if (this.state === 'running' && total !== null && this.done >= total) this.end('completed')
    else {
      this.#flush(this.meter.nowMs)
      this.save()
      this.#close(this.state === 'running' ? 'interrupted' : 'paused')
    }
  }

  save(): void {}

  #record(resumed: RunStart['resumed']): RunRecorder {
    const { job, settings, meter, runId } = this
    const parent = this.#input.parent
    const start: RunStart = {
      job,
      runId,
      unit: settings.unit,
      part: settings.part,
      parent: parent === null ? null : { runId: parent.runId, span: parent.#recorder.span },
      expectedItems: this.total,
      resumed,
      checkpoint: null,
    }
    return new RunRecorder(start, meter.counts, meter.epochMs)
  }

  #enter(): void {
    addLiveRun(this)
    this.#series?.start(this, this.meter.epochMs / 1000)
    const { expectEverySeconds } = this.settings
    if (expectEverySeconds !== null) this.#series?.series.set('expectedInterval', expectEverySeconds)
  }

  #rest(): void {
    this.#series?.rest(this.meter.epochMs / 1000)
  }

  #close(state: JobState, failure?: { readonly error: unknown }): void {
    this.#recorder.end(state, this.meter.counts, this.meter.epochMs, null, failure)
    removeLiveRun(this)
  }

  #flush(nowMs: number): void {
    this.#nextTickMs = nowMs + TICK_MS
    try {
      const { meter } = this
      meter.settle()
      const { counts, epochMs } = meter
      this.#recorder.record(counts, epochMs, null)
      if (this.#series === null) return
      const failed = counts.ownFailed
      const successful = counts.successful - counts.resumedSuccessful
      this.#series.series.addItems(successful - this.#toldSuccessful, failed - this.#toldFailed)
      this.#toldSuccessful = successful
      this.#toldFailed = failed
      this.#series.refresh()
    } catch {
      ignored.internal++
    }
  }

  #stopLoss(): void {
    const { counts } = this.meter
    const { failureRatio, minItems } = this.settings.stopLoss ?? { failureRatio: Infinity, minItems: 0 }
    const { own, ownFailed } = counts
    if (ownFailed > 0 && own >= minItems && ownFailed >= failureRatio * own) this.pause('stop-loss')
  }
}
