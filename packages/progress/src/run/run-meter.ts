import type { EtaEstimate, PriorPace } from '../eta/eta-estimator.ts'
import { Forecast } from './forecast.ts'
import { GapMeter } from './gap-meter.ts'
import type { Hold } from './hold.ts'
import { ItemCounts } from './item-counts.ts'
import type { ProgressClock } from './progress-clock.ts'
import { Stopwatch } from './stopwatch.ts'

/** Counts what a run does and measures how fast. */
export class RunMeter {
  readonly counts: ItemCounts
  /** Known silence; over with the next update. */
  hold: Hold | null = null
  readonly startedEpochMs: number
  readonly #clock: ProgressClock
  readonly #gaps: GapMeter
  readonly #stopwatch: Stopwatch
  readonly #forecast: Forecast

  constructor(job: string, total: number | null, clock: ProgressClock) {
    const nowMs = clock.monotonicMs()
    this.counts = new ItemCounts(total)
    this.startedEpochMs = clock.epochMs()
    this.#clock = clock
    this.#gaps = new GapMeter(nowMs)
    this.#stopwatch = new Stopwatch(nowMs)
    this.#forecast = new Forecast(job)
  }

  /** Counts one batch. @returns The time, on the monotonic clock. */
  add(items: number, successful: number, failed: number, batchItems: number): number {
    const { counts } = this
    counts.done += items
    counts.successful += successful
    counts.failed += failed
    counts.batches++
    counts.batchItems += batchItems
    const nowMs = this.#clock.monotonicMs()
    if (this.hold !== null) this.endHold()
    this.#gaps.note(nowMs)
    return nowMs
  }

  /** The silence is over, and none of the job's own. */
  endHold(): void {
    this.hold = null
    this.#gaps.restart(this.#clock.monotonicMs())
  }

  /** Takes what was counted into rate and forecast; cheap enough for ten times a second. */
  settle(): void {
    this.#gaps.settle()
    this.#forecast.observe(this.counts.own, this.elapsedMs)
  }

  pause(): void {
    this.#stopwatch.pause(this.#clock.monotonicMs())
    this.hold = null
  }

  resume(): void {
    const nowMs = this.#clock.monotonicMs()
    this.#stopwatch.resume(nowMs)
    this.#gaps.restart(nowMs)
  }

  learn(priorRuns: readonly PriorPace[]): void {
    this.#forecast.learn(priorRuns)
  }

  get elapsedMs(): number {
    return this.#stopwatch.elapsedMs(this.#clock.monotonicMs())
  }

  get nowMs(): number {
    return this.#clock.monotonicMs()
  }

  get epochMs(): number {
    return this.#clock.epochMs()
  }

  /** Items a second; `null` before there is evidence. */
  get rate(): number | null {
    return this.#forecast.rate(this.elapsedMs)
  }

  eta(total: number | null): EtaEstimate | null {
    return this.#forecast.eta(this.counts.done, total, this.elapsedMs)
  }

  /** When it last made progress, in Unix seconds. */
  get lastUpdate(): number {
    return this.#toEpochSeconds(this.#gaps.lastMs)
  }

  /** Usual seconds between two updates; `null` before there are two. */
  get updateInterval(): number | null {
    const { usualMs } = this.#gaps
    return usualMs === null ? null : usualMs / 1000
  }

  /** When it counts as stalled unless it makes progress, in Unix seconds. */
  stallAt(stallAfterMs: number | null): number {
    return this.#toEpochSeconds(
      this.hold === null ? this.#gaps.lastMs + this.#gaps.stallLimitMs(stallAfterMs) : this.hold.untilMs,
    )
  }

  #toEpochSeconds(monotonicMs: number): number {
    return (this.#clock.epochMs() - this.#clock.monotonicMs() + monotonicMs) / 1000
  }
}
