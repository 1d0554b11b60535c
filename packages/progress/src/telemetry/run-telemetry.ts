import type { ItemCounts } from '../run/item-counts.ts'
import { findJob, type Job, type JobMember } from './job.ts'
import { type RunClose, RunRecorder } from './run-recorder.ts'
import type { RunSpan, RunStart } from './run-span.ts'

/** What is told of one run: its spans, and what it adds to the metrics of its job unless it is a child. */
export class RunTelemetry {
  readonly #member: JobMember
  readonly #job: Job | null
  #recorder: RunRecorder | null = null
  #toldSuccessful = 0
  #toldFailed = 0

  constructor(member: JobMember, job: string | null, expectEverySeconds: number | null) {
    this.#member = member
    this.#job = job === null ? null : findJob(job)
    if (expectEverySeconds !== null) this.#job?.series.set('expectedInterval', expectEverySeconds)
  }

  get span(): RunSpan | null {
    return this.#recorder?.span ?? null
  }

  /** A run begins; its counters begin where `counts` are. */
  begin(start: RunStart, counts: ItemCounts, epochMs: number): void {
    this.#recorder = new RunRecorder(start, counts, epochMs)
    this.#toldSuccessful = counts.successful
    this.#toldFailed = counts.failed
  }

  /** It runs, from now on. */
  start(epochMs: number): void {
    this.#job?.start(this.#member, epochMs / 1000)
  }

  noteFailure(error: unknown): void {
    this.#recorder?.failures.add(error)
  }

  /** Tells what was done since the last time. */
  flush(counts: ItemCounts, epochMs: number, checkpointItems: number | null): void {
    this.#recorder?.record(counts, epochMs, checkpointItems)
    if (this.#job === null) return
    this.#job.series.addItems(counts.successful - this.#toldSuccessful, counts.failed - this.#toldFailed)
    this.#toldSuccessful = counts.successful
    this.#toldFailed = counts.failed
    this.#job.refresh()
  }

  /** It was paused or has ended. @param isReleased - Whether it needs a new start to go on. */
  rest(isReleased: boolean, epochMs: number): void {
    this.#job?.rest(this.#member, isReleased, epochMs / 1000)
  }

  /** Ends the spans. */
  end(close: RunClose): void {
    this.#recorder?.end(close)
  }

  recordDuration(isSuccess: boolean, seconds: number): void {
    this.#job?.series.end(isSuccess ? 'success' : 'failure', seconds)
  }
}
