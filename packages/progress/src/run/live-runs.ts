import { ignored, watchProcessEnd } from '@cryo/conventions'

import type { PriorPace } from '../eta/eta-estimator.ts'
import { progressState } from '../progress-state.ts'

/** A run that has not ended. */
export interface LiveRun {
  /** Name of its job. */
  readonly job: string
  /** Earlier runs of the job became known. */
  learn(priorRuns: readonly PriorPace[]): void
  /** Time has passed; called a few times a second while the event loop is free, with very many runs less often. */
  tick(): void
  /** The process ends. */
  interrupt(): void
  /** The process may end soon. */
  save(): void
}

const TICK_MS = 250
/** Runs that are told of one tick: with very many each has its turn, so that the thread is never held up. */
const TOLD_AT_ONCE = 200

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
  let turn = progressState.live.values()
  const timer = setInterval(() => {
    const told = turn.take(TOLD_AT_ONCE).toArray()
    if (told.length < TOLD_AT_ONCE) turn = progressState.live.values()
    tellEach(told, (run) => run.tick())
    progressState.board?.draw()
  }, TICK_MS)
  timer.unref()
  const unwatch = watchProcessEnd('record', {
    end: () => tellEach(progressState.live, (run) => run.interrupt()),
    flush: () => tellEach(progressState.live, (run) => run.save()),
  })
  return () => {
    clearInterval(timer)
    unwatch()
  }
}

function tellEach(runs: Iterable<LiveRun>, tell: (run: LiveRun) => void): void {
  for (const run of runs) {
    try {
      tell(run)
    } catch {
      ignored.internal++
    }
  }
}
