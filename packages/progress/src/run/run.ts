import { ignored, type JobState } from '@cryo/conventions'

import type { RunStart } from '../telemetry/run-span.ts'
import { CountedRun, type RunInput } from './counted-run.ts'
import { ChildSums } from './child-sums.ts'
import { addLiveRun, type LiveRun, removeLiveRun } from './live-runs.ts'
import type { PauseReason } from './pause-reason.ts'
import { createRunId } from './create-run-id.ts'
import { createBoardEntry } from './create-board-entry.ts'
import type { BoardEntry } from '../terminal/terminal-board.ts'

/** Something that a run failed with; any value is an error. */
interface Failure {
  readonly error: unknown
}

/** One run of a job: its counts, its state, and what is told of both. No method throws. */
export class Run extends CountedRun implements LiveRun {
  /** Whether its spans have ended although it may go on. */
  #isParked = false
  #resumption: PromiseWithResolvers<void> | null = null
  /** A child is shown by its parent. */
  readonly #entry: BoardEntry
  readonly #onAbort = (): void => this.#abort()

  constructor(input: RunInput) {
    super(input)
    input.parent?.children.add(this)
    this.#entry = createBoardEntry(this)
    this.#begin(input.checkpoint?.resumed ?? null)
  }

  override pause(reason: PauseReason): void {
    if (this.state !== 'running') return
    this.flush(this.meter.nowMs)
    this.meter.pause()
    this.state = 'paused'
    this.pauseReason = reason
    this.save()
    this.telemetry.rest(false, this.meter.epochMs)
  }

  /** Pauses and lets go of everything, so that another tracker or process can go on. */
  park(reason: PauseReason): void {
    this.pause(reason)
    if (this.hasEnded || this.#isParked) return
    this.#isParked = true
    this.save()
    this.#release('paused')
    this.telemetry.rest(true, this.meter.epochMs)
  }

  /** Goes on after a pause; a signal that has aborted is final. */
  resume(): void {
    if (this.settings.signal?.aborted !== true) this.#goOn()
  }

  /** Pauses for good, also what is on pause already. */
  #abort(): void {
    this.pause('aborted')
    if (this.state !== 'paused') return
    this.pauseReason = 'aborted'
    this.#wake()
  }

  #goOn(): void {
    if (this.state !== 'paused') return
    if (this.pauseReason === 'stop-loss') this.judgeFromHere()
    this.state = 'running'
    this.pauseReason = null
    this.isExhausted = false
    this.meter.resume()
    if (this.#isParked) {
      const { runId, done: items } = this
      const traceparent = this.telemetry.span?.traceparent ?? null
      this.#isParked = false
      this.checkpoint?.reopen(runId)
      this.runId = createRunId()
      this.#begin({ runId, traceparent, items })
    } else this.telemetry.start(this.meter.epochMs)
    this.#wake()
  }

  /** Resolves when it runs again, or never will. */
  whenResumed(): Promise<void> {
    this.#resumption ??= Promise.withResolvers<void>()
    return this.#resumption.promise
  }

  end(state: 'completed' | 'failed', failure?: Failure): void {
    if (this.hasEnded) {
      ignored.afterEnd++
      return
    }
    // What was let go of goes on, to end.
    if (this.#isParked) this.#goOn()
    for (const child of this.children.live) child.end(state)
    this.flush(this.meter.nowMs)
    this.meter.pause()
    this.state = state
    this.pauseReason = null
    this.save()
    this.#release(state, failure)
    this.telemetry.recordDuration(state === 'completed', this.meter.elapsedMs / 1000)
    this.telemetry.rest(true, this.meter.epochMs)
    this.input.parent?.children.end(this)
    this.#wake()
  }

  /** Begins anew, with nothing done. */
  reset(): void {
    const { runId } = this
    const wasReleased = this.hasEnded || this.#isParked
    if (!wasReleased) this.#endSpans('paused')
    // What they would still do is no part of the new run.
    for (const child of this.children.live) child.end('failed')
    this.children = new ChildSums<Run>()
    this.meter = this.createMeter(null)
    this.judgeFromHere()
    this.toSkip = 0
    this.leftItems = 0
    this.isExhausted = false
    this.#isParked = false
    this.state = 'running'
    this.pauseReason = null
    this.runId = createRunId()
    this.checkpoint?.reset()
    if (wasReleased) this.checkpoint?.reopen(runId)
    this.#begin(null)
    this.save()
    this.#wake()
  }

  interrupt(): void {
    if (this.hasEnded || this.#isParked) return
    if (this.state === 'running' && this.isAllDone) this.end('completed')
    else {
      this.flush(this.meter.nowMs)
      this.save()
      this.#release(this.state === 'running' ? 'interrupted' : 'paused')
    }
  }

  #wake(): void {
    this.#resumption?.resolve()
    this.#resumption = null
  }

  #begin(resumed: RunStart['resumed']): void {
    const { job, settings, meter, runId, checkpoint } = this
    const { parent } = this.input
    const start: RunStart = {
      job,
      runId,
      unit: settings.unit,
      part: settings.part,
      parent: parent === null ? null : { runId: parent.runId, span: parent.telemetry.span },
      expectedItems: this.total,
      resumed,
      checkpoint: checkpoint?.status ?? null,
    }
    this.telemetry.begin(start, meter.counts, meter.epochMs)
    addLiveRun(this)
    if (parent === null) this.input.board?.add(this.#entry)
    this.telemetry.start(meter.epochMs)
    settings.signal?.addEventListener('abort', this.#onAbort)
    if (this.total === 0) this.end('completed')
    else if (settings.signal?.aborted === true) this.#onAbort()
  }

  #endSpans(state: JobState, failure?: Failure): void {
    const { counts, epochMs } = this.meter
    const checkpointItems = this.checkpoint?.status.items ?? null
    this.telemetry.end({ state, counts, epochMs, checkpointItems, pauseReason: this.pauseReason, failure })
  }

  /** Ends the spans and frees the checkpoint. */
  #release(state: JobState, failure?: Failure): void {
    const { checkpoint } = this
    this.#endSpans(state, failure)
    this.settings.signal?.removeEventListener('abort', this.#onAbort)
    checkpoint?.close()
    removeLiveRun(this)
    this.input.board?.remove(this.#entry, state)
  }
}
