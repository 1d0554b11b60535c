import { sharedState } from '@cryo/conventions'

import type { PriorPace } from './eta/eta-estimator.ts'
import type { LiveRun } from './run/live-runs.ts'
import type { Job } from './telemetry/job.ts'
import type { TerminalBoard } from './terminal/terminal-board.ts'

/** What all copies of this package in a process share. */
interface ProgressState {
  readonly jobs: Map<string, Job>
  /** Earlier runs of each job, the newest first, as far as somebody told. */
  readonly priorRuns: Map<string, readonly PriorPace[]>
  /** Runs that have not ended. */
  readonly live: Set<LiveRun>
  /** Ends what looks after them; `null` while there are none. */
  stopWatching: (() => void) | null
  /** What the terminal shows; `null` before there was a run. */
  board: TerminalBoard | null
}

export const progressState: ProgressState = sharedState('@cryo/progress', (): ProgressState => ({
  jobs: new Map(),
  priorRuns: new Map(),
  live: new Set(),
  stopWatching: null,
  board: null,
}))
