import type { PriorPace } from '../eta/eta-estimator.ts'
import { progressState } from '../progress-state.ts'

/**
 * Tells how long earlier runs of jobs took; forecasts of runs in progress use it at once, later ones from their start.
 *
 * @param jobs - By name of the job, the newest run first; jobs that are not named keep what was told before.
 *
 * @example
 * learnPriorRuns({ 'screen mixtures': [{ items: 5000, seconds: 320 }] })
 */
export function learnPriorRuns(jobs: Readonly<Record<string, readonly PriorPace[]>>): void {
  for (const [name, runs] of Object.entries(jobs)) progressState.priorRuns.set(name, runs)
  for (const run of progressState.live) {
    if (Object.hasOwn(jobs, run.job)) run.learn(jobs[run.job] ?? [])
  }
}
