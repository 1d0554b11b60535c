import { ignored } from '@cryo/conventions'

import { MAX_COUNT } from '../calls/read-count.ts'
import type { CheckpointContent } from '../checkpoint/checkpoint-content.ts'
import type { PriorPace } from '../eta/eta-estimator.ts'
import type { ProgressSettings } from '../options/progress-settings.ts'
import type { RunFigures } from '../telemetry/job-sums.ts'
import type { JobMember } from '../telemetry/job.ts'
import { RunTelemetry } from '../telemetry/run-telemetry.ts'
import type { TerminalBoard } from '../terminal/terminal-board.ts'
import { type ChildRun, ChildSums } from './child-sums.ts'
import { createRunId } from './create-run-id.ts'
import type { FailedItems } from './failed-items.ts'
import type { OwnState } from './own-state.ts'
import type { PauseReason } from './pause-reason.ts'
import type { ProgressClock } from './progress-clock.ts'
import { readContent } from './read-content.ts'
import { readFigures } from './read-figures.ts'
import type { RunCheckpoint } from './run-checkpoint.ts'
import type { Run } from './run.ts'
import { RunMeter } from './run-meter.ts'

/** What takes longer than counting is done at most once in this time. */
const TICK_MS = 100
/** And so much later where there is nothing new. */
const IDLE_TICK_MS = 2000

export interface RunInput {
  readonly job: string
  readonly total: number | null
  readonly settings: ProgressSettings
  readonly clock: ProgressClock
  readonly checkpoint: RunCheckpoint | null
  /** Shows it; `null`: nobody. */
  readonly board: TerminalBoard | null
  /** Run of which this one is a child. */
  readonly parent: Run | null
}

/** The part of a run that counts; how it begins, rests and ends is {@link Run}'s. */
export abstract class CountedRun implements JobMember, ChildRun {
  readonly input: RunInput
  readonly telemetry: RunTelemetry
  children: ChildSums<Run> = new ChildSums<Run>()
  /** Parents above it. */
  readonly depth: number
  runId: string = createRunId()
  state: OwnState = 'running'
  /** Why it is paused; `null` unless it is. */
  pauseReason: PauseReason | null = null
  meter: RunMeter
  /** Items at the beginning of the next loop that are done. */
  toSkip: number
  /** Items of loops that were left before their end: they come again. */
  leftItems = 0
  /** Whether a loop has seen all of its items. */
  isExhausted = false
  readonly #content = (): CheckpointContent => readContent(this)
  /** Where the stop-loss begins to count. */
  #judgedFrom = { own: 0, failed: 0 }
  #nextTickMs = 0
  #flushedBatches = 0

  constructor(input: RunInput) {
    const { job, settings, checkpoint, parent } = input
    this.input = input
    this.depth = parent === null ? 0 : parent.depth + 1
    this.meter = this.createMeter(checkpoint?.resumed ?? null)
    // Half an item is none that is done.
    this.toSkip = Math.floor(this.meter.counts.resumed)
    this.telemetry = new RunTelemetry(
      this,
      parent === null ? job : null,
      parent === null ? settings.expectEverySeconds : null,
    )
  }

  get job(): string {
    return this.input.job
  }

  get settings(): ProgressSettings {
    return this.input.settings
  }

  get checkpoint(): RunCheckpoint | null {
    return this.input.checkpoint
  }

  /** Whether the caller knows how many items there are. */
  get hasTotal(): boolean {
    return this.input.total !== null || this.failedItems?.isRetry === true
  }

  get failedItems(): FailedItems | null {
    return this.checkpoint?.failedItems ?? null
  }

  get done(): number {
    return this.meter.counts.done
  }

  /** Items in all; `null` while unknown. */
  get total(): number | null {
    const { counts } = this.meter
    const total =
      counts.declared === null && !this.children.isEmpty ? this.children.total(counts.done) : counts.total
    return total === null ? null : Math.min(total, MAX_COUNT)
  }

  get isAllDone(): boolean {
    const { total } = this
    return total === null ? this.isExhausted : this.done >= total
  }

  get hasEnded(): boolean {
    return this.state === 'completed' || this.state === 'failed'
  }

  /** Whether work on it should stop: it does not run, or one above it does not. */
  get isStopped(): boolean {
    return this.state !== 'running' || (this.input.parent?.isStopped ?? false)
  }

  get figures(): RunFigures {
    return readFigures(this)
  }

  abstract pause(reason: PauseReason): void

  /** Adds what was processed; what comes after the end is ignored and counted. */
  add(items: number, successful: number, failed: number, batchItems: number): void {
    if (this.state === 'completed' || this.state === 'failed') {
      ignored.afterEnd++
      return
    }
    if (this.done + items > MAX_COUNT) {
      ignored.values++
      return
    }
    const nowMs = this.meter.add(items, successful, failed, batchItems)
    const { parent, settings } = this.input
    if (parent !== null) parent.add(items, successful, failed, batchItems)
    if (nowMs >= this.#nextTickMs) this.flush(nowMs)
    if (settings.stopLoss !== null) this.#stopLoss(settings.stopLoss)
  }

  /** Silence is expected for a while. @returns Ends it. */
  hold(label: string, maxMs: number): () => void {
    const { meter } = this
    const hold = { label, untilMs: meter.nowMs + maxMs }
    meter.hold = hold
    this.flush(meter.nowMs)
    return () => {
      if (meter.hold !== hold) return
      meter.endHold()
      this.flush(meter.nowMs)
    }
  }

  /** More items are to come than were known; of a run that has ended nothing is to come. */
  expect(items: number): void {
    if (this.hasEnded) return
    const { counts } = this.meter
    counts.declared = (counts.declared ?? 0) + Math.max(0, items - this.leftItems)
    this.leftItems = Math.max(0, this.leftItems - items)
  }

  tick(): void {
    const { nowMs, counts } = this.meter
    const waitMs = counts.batches === this.#flushedBatches ? IDLE_TICK_MS : 0
    if (nowMs >= this.#nextTickMs + waitMs) this.flush(nowMs)
  }

  learn(priorRuns: readonly PriorPace[]): void {
    this.meter.learn(priorRuns)
  }

  /** Writes the checkpoint at once. */
  save(): void {
    try {
      this.checkpoint?.saveNow(readContent(this))
    } catch {
      ignored.internal++
    }
  }

  /** Does what is due from time to time, also where timers never fire. */
  protected flush(nowMs: number): void {
    this.#nextTickMs = nowMs + TICK_MS
    try {
      const { meter, checkpoint } = this
      this.#flushedBatches = meter.counts.batches
      meter.settle()
      checkpoint?.saveSoon(this.#content)
      this.telemetry.flush(meter.counts, meter.epochMs, checkpoint?.status.items ?? null)
      this.input.board?.draw()
    } catch {
      ignored.internal++
    }
  }

  /** What failed before does not count for the stop-loss any more. */
  protected judgeFromHere(): void {
    const { own, ownFailed: failed } = this.meter.counts
    this.#judgedFrom = { own, failed }
  }

  protected createMeter(resumed: CheckpointContent | null): RunMeter {
    const { job, total, clock, checkpoint } = this.input
    const failed = checkpoint?.failedItems
    const meter = new RunMeter(job, failed?.isRetry === true ? failed.remaining : total, clock)
    if (resumed !== null) meter.counts.resume(resumed.items, resumed.successful, resumed.failed)
    return meter
  }

  #stopLoss({ failureRatio, minItems }: NonNullable<ProgressSettings['stopLoss']>): void {
    const { own, ownFailed } = this.meter.counts
    const judged = own - this.#judgedFrom.own
    const failed = ownFailed - this.#judgedFrom.failed
    if (failed > 0 && judged >= minItems && failed >= failureRatio * judged) this.pause('stop-loss')
  }
}
