import type { OwnState } from './run/own-state.ts'

/** What is known of a run's checkpoint. */
export interface CheckpointStatus {
  readonly file: string
  /** Whether what it acknowledges outlives a loss of power. */
  readonly durable: boolean
  /** Items that it holds; `null` before anything was saved. */
  readonly items: number | null
  readonly savedAt: Date | null
  /** Why it could not be saved last; `null` where it could. */
  readonly error: string | null
}

/** Where a run stands; a copy that later calls do not change. What is not known is `null`. */
export interface ProgressStatus {
  /** Name of the job, without credentials and at most 256 bytes long. */
  readonly name: string
  /** Identity of the run. */
  readonly trackingId: string
  readonly state: OwnState
  /** Grows with what is done beyond it. */
  readonly totalItems: number | null
  /** Those that a checkpoint brought included. */
  readonly processedItems: number
  readonly successfulItems: number
  readonly failedItems: number
  /** 0 to 100. */
  readonly progressPercentage: number | null
  /** Of this run, pauses left out; on a monotonic clock. */
  readonly elapsedSeconds: number
  /** Of this run's items only: just now while it runs, else over the whole run. */
  readonly itemsPerSecond: number | null
  /** Median of the forecast. */
  readonly estimatedRemainingSeconds: number | null
  /** 90th percentile of the forecast. */
  readonly estimatedRemainingSecondsP90: number | null
  readonly estimatedCompletion: Date | null
  /** Calls of `update` so far. */
  readonly currentBatch: number
  readonly averageBatchSeconds: number | null
  readonly averageBatchSize: number | null
  readonly batchesPerSecond: number | null
  /** Items that a checkpoint brought. */
  readonly resumedItems: number
  readonly checkpoint: CheckpointStatus | null
}
