import type { ProgressStatus } from '../progress-status.ts'
import type { Run } from './run.ts'

/** Reads where a run stands. */
export function readStatus(run: Run): ProgressStatus {
  const { meter, state, total } = run
  const { counts } = meter
  const elapsedSeconds = meter.elapsedMs / 1000
  const isRunning = state === 'running'
  const eta = state === 'failed' ? null : state === 'completed' ? NOTHING_LEFT : meter.eta(total)
  return {
    name: run.job,
    trackingId: run.runId,
    state,
    totalItems: total,
    processedItems: counts.done,
    successfulItems: counts.successful,
    failedItems: counts.failed,
    progressPercentage: total === null ? null : total === 0 ? 100 : (counts.done / total) * 100,
    elapsedSeconds,
    itemsPerSecond: isRunning ? meter.rate : ratio(counts.own, elapsedSeconds),
    estimatedRemainingSeconds: eta?.p50Seconds ?? null,
    estimatedRemainingSecondsP90: eta?.p90Seconds ?? null,
    estimatedCompletion: isRunning && eta !== null ? new Date(meter.epochMs + eta.p50Seconds * 1000) : null,
    currentBatch: counts.batches,
    averageBatchSeconds: ratio(elapsedSeconds, counts.batches),
    averageBatchSize: ratio(counts.batchItems, counts.batches),
    batchesPerSecond: ratio(counts.batches, elapsedSeconds),
    resumedItems: counts.resumed,
    checkpoint: run.checkpoint?.status ?? null,
  }
}

const NOTHING_LEFT = { p50Seconds: 0, p90Seconds: 0 }

/** `null` where there is nothing to divide. */
function ratio(dividend: number, divisor: number): number | null {
  return divisor > 0 && dividend > 0 ? dividend / divisor : null
}
