// Progress
export { trackProgress } from './track-progress.ts'
export type { ProgressOptions, StopLossOptions } from './options/progress-options.ts'
export type { BatchResult, EachOptions, ProgressTracker } from './progress-tracker.ts'
export type { CheckpointStatus, ProgressStatus } from './progress-status.ts'

// Why a checkpoint cannot be had
export {
  CheckpointLockedError,
  CheckpointMismatchError,
  CheckpointMissingError,
} from './checkpoint/checkpoint-errors.ts'

// What is wrong with an option
export { ConfigurationError } from '@cryo/conventions/configuration'
export type { PauseReason } from './run/pause-reason.ts'
export type { ProgressStream } from './calls/progress-stream.ts'

// Forecast
export { createEtaEstimator } from './eta/create-eta-estimator.ts'
export { longestEstimate } from './eta/longest-estimate.ts'
export { learnPriorRuns } from './telemetry/prior-runs.ts'
export type { EtaEstimate, EtaEstimator, EtaEstimatorOptions, PriorPace } from './eta/eta-estimator.ts'

// What could not be recorded
export { getIgnoredCounts } from '@cryo/conventions'
export type { IgnoredCounts } from '@cryo/conventions'
