import { ignored, watchProcessEnd } from '@cryo/conventions'

import type { PriorPace } from '../eta/eta-estimator.ts'
import { progressState } from '../progress-state.ts'

/** A run that has not ended. */
export interface LiveRun {
  /** Name of its job. */
  readonly job: string
  /** Earlier runs of the job became known. */
  learn(priorRuns: readonly PriorPace[]): void
  /** Time has passed; called a few times a second while the event loop is free. */
  tick(): void
  /** The process ends. */
  interrupt(): void
  /** The process may end soon. */
  save(): void
}

const TICK_MS = 250

/** Looks after a run until it is told that the run has ended; never keeps the process alive. */
export function addLiveRun(run: LiveRun): void {
  progressState.live.add(run)
  progressState.stopWatching ??= start()
}

/** A run has ended. */
export function removeLiveRun(run: LiveRun): void {
  progressState.live.delete(run)
  if (progressState.live.size > 0) return
  progressState.stopWatching?.()
  progressState.stopWatching = null
}

function start(): () => void {
  const timer = setInterval(() => {
    tellEach((run) => run.tick())
    progressState.board?.draw()
  }, TICK_MS)
  timer.unref()
  const unwatch = watchProcessEnd('record', {
    end: () => tellEach((run) => run.interrupt()),
    flush: () => tellEach((run) => run.save()),
  })
  return () => {
    clearInterval(timer)
    unwatch()
  }
}

function tellEach(tell: (run: LiveRun) => void): void {
  for (const run of progressState.live) {
    try {
      tell(run)
    } catch {
      ignored.internal++
    }
  }
}
