import { toTelemetryName } from '@cryo/conventions/redaction'

import { readBatch } from '../calls/read-batch.ts'
import { MAX_COUNT } from '../calls/read-count.ts'
import type { ProgressStatus } from '../progress-status.ts'
import type { BatchResult, ProgressTracker } from '../progress-tracker.ts'
import { readStatus } from './read-status.ts'
import { readTotal } from './read-total.ts'
import { Run, type RunInput } from './run.ts'

/** The one implementation of {@link ProgressTracker}. */
export class LiveTracker implements ProgressTracker {
  protected readonly run: Run
  readonly #input: RunInput

  constructor(input: RunInput) {
    this.#input = input
    this.run = new Run(input)
  }

  get name(): string {
    return this.run.job
  }

  get trackingId(): string {
    return this.run.runId
  }

  update(items: number, result?: BatchResult | number, failed?: number, batchSize?: number): void {
    if (typeof items === 'number' && items >= 0 && items <= MAX_COUNT && result === undefined) {
      // The usual call makes no object.
      if (failed === undefined && batchSize === undefined) {
        this.run.add(items, items, 0, items)
        return
      }
    }
    const batch = readBatch(items, result, failed, batchSize)
    if (batch !== null) this.run.add(batch.items, batch.successful, batch.failed, batch.size)
  }

  getStatus(): ProgressStatus {
    this.run.tick()
    return readStatus(this.run)
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
    const job = toTelemetryName(name)
    return new LiveTracker({ ...this.#input, job, total: readTotal(total), parent: this.run })
  }
}
