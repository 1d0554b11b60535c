import { ignored, isAmount } from '@cryo/conventions'
import { toTelemetryName } from '@cryo/conventions/redaction'

import { createProgressStream, type ProgressStream } from '../calls/progress-stream.ts'
import { readBatch } from '../calls/read-batch.ts'
import { MAX_COUNT } from '../calls/read-count.ts'
import { runEach } from '../calls/run-each.ts'
import type { ProgressStatus } from '../progress-status.ts'
import type { BatchResult, EachOptions, ProgressTracker } from '../progress-tracker.ts'
import { formatReport } from '../report/format-report.ts'
import type { RunInput } from './counted-run.ts'
import type { PauseReason } from './pause-reason.ts'
import { readReportInput } from './read-report-input.ts'
import { readStatus } from './read-status.ts'
import { readTotal } from './read-total.ts'
import { Run } from './run.ts'
import { saveCheckpoint } from './save-checkpoint.ts'
import { toChildSettings } from './to-child-settings.ts'

/** Children of children: each update counts at every level. What would be deeper is beside its parent. */
const MAX_DEPTH = 100

/** The one implementation of {@link ProgressTracker}. */
export class LiveTracker implements ProgressTracker {
  protected readonly run: Run

  constructor(input: RunInput) {
    this.run = new Run(input)
  }

  get name(): string {
    return this.run.job
  }

  get trackingId(): string {
    return this.run.runId
  }

  get cursor(): unknown {
    return this.run.checkpoint?.marked?.cursor ?? null
  }

  get pauseReason(): PauseReason | null {
    return this.run.pauseReason
  }

  update(items: number, result?: BatchResult | number, failed?: number, batchSize?: number): void {
    const isUsual = result === undefined && failed === undefined && batchSize === undefined
    if (isUsual && typeof items === 'number' && items >= 0 && items <= MAX_COUNT) {
      // Makes no object.
      this.run.add(items, items, 0, items)
      return
    }
    try {
      const batch = readBatch(items, result, failed, batchSize)
      if (batch !== null) this.run.add(batch.items, batch.successful, batch.failed, batch.size)
    } catch {
      ignored.values++
    }
  }

  getStatus(): ProgressStatus {
    this.run.tick()
    return readStatus(this.run)
  }

  generateReport(): string {
    this.run.tick()
    return formatReport(readReportInput(this.run))
  }

  reset(): void {
    this.run.reset()
  }

  complete(): void {
    this.run.end('completed')
  }

  fail(error?: unknown): void {
    this.run.end('failed', { error })
  }

  pause(): void {
    this.run.pause('requested')
  }

  resume(): void {
    this.run.resume()
  }

  child(name: string, total: number | null): ProgressTracker {
    const { input, depth } = this.run
    const child = new LiveTracker({
      job: toTelemetryName(name),
      total: readTotal(total),
      settings: toChildSettings(input.settings),
      clock: input.clock,
      checkpoint: null,
      board: input.board,
      parent: depth < MAX_DEPTH ? this.run : input.parent,
    })
    // It may come after the end.
    if (this.run.hasEnded) child.run.end(this.run.state === 'failed' ? 'failed' : 'completed')
    return child
  }

  hold(label: string, maxSeconds: number): Disposable {
    const end = isAmount(maxSeconds) ? this.run.hold(toTelemetryName(label), maxSeconds * 1000) : () => {}
    return { [Symbol.dispose]: end }
  }

  async each<T>(
    items: Iterable<T> | AsyncIterable<T>,
    fn: (item: T, index: number) => unknown,
    options?: EachOptions,
  ): Promise<ProgressStatus> {
    await runEach(this.run, items, fn, options ?? {})
    return this.getStatus()
  }

  stream(): ProgressStream {
    return createProgressStream(this.run)
  }

  checkpoint(cursor?: unknown): Promise<void> {
    const saved = saveCheckpoint(this.run, cursor)
    // Whoever does not wait for it does not want to die of it.
    saved.catch(() => {})
    return saved
  }

  [Symbol.dispose](): void {
    const { run } = this
    if (run.hasEnded) return
    if (run.isAllDone) run.end('completed')
    else run.park('left')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this[Symbol.dispose]()
  }
}
