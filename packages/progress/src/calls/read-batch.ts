import type { BatchResult } from '../progress-tracker.ts'
import { isCount, readCount } from './read-count.ts'

/** What one call of `update` says. */
export interface Batch {
  readonly items: number
  readonly successful: number
  readonly failed: number
  readonly size: number
}

/** Reads both forms of `update`; `null` where there is no number of items to count. */
export function readBatch(
  items: unknown,
  result: BatchResult | number | null | undefined,
  failed: unknown,
  batchSize: unknown,
): Batch | null {
  if (!isCount(items)) return null
  const named: Readonly<Record<keyof BatchResult, unknown>> =
    typeof result === 'object' && result !== null
      ? { successful: result.successful, failed: result.failed, batchSize: result.batchSize }
      : { successful: result, failed, batchSize }
  const givenSuccessful = readCount(named.successful)
  const givenFailed = readCount(named.failed)
  // No more can have failed or gone well than were processed.
  const failures = Math.min(items, givenFailed ?? Math.max(0, items - (givenSuccessful ?? items)))
  const successes = Math.min(items - failures, givenSuccessful ?? items - failures)
  return { items, successful: successes, failed: failures, size: readCount(named.batchSize) ?? items }
}
