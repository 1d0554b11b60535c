import type { JobState } from '@cryo/conventions'

import type { Figure, JobFigures } from './job-figures.ts'

/** One process that works on a job, or did. */
export class JobProcess {
  /** What it told last. */
  figures: JobFigures
  /** When it was found to be gone, in Unix milliseconds; `null` while it is there. */
  goneMs: number | null = null
  /** How its run ended by its spans, where its metrics did not come to say so; `null` where they did. */
  endedAs: JobState | null = null

  constructor(figures: JobFigures) {
    this.figures = figures
  }

  /** A figure; `NaN` where it is not known. */
  value(figure: Figure): number {
    return this.figures.values[figure] ?? Number.NaN
  }

  /** When its run began, in Unix seconds; 0 where that is not known. */
  get start(): number {
    return this.figures.values.lastStart ?? 0
  }

  /** How it stands: what the process says, and what only others can see. */
  stateAt(nowMs: number): JobState {
    const { state, values } = this.figures
    const isRunning = state === null ? this.start > (values.lastEnd ?? 0) : state === 'running'
    if (!isRunning) return state ?? 'completed'
    if (this.goneMs !== null) return this.endedAs ?? 'interrupted'
    const { stallAt = 0 } = values
    return stallAt > 0 && nowMs > stallAt * 1000 ? 'stalled' : 'running'
  }
}
