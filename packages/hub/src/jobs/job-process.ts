import type { JobState } from '@cryo/conventions'

import type { Figure, JobFigures } from './job-figures.ts'

/** A hub that is attached is heard every 2 s; after this long it stands still. */
const STANDING_HUB_MS = 10_000

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

  /**
   * Whether the hub that it has of its own judges it: that one sees it at once, while what reaches others is seconds old.
   * A hub that stands still, as with a process that is stopped, judges nothing.
   */
  isJudgedElsewhere(nowMs: number): boolean {
    const { heardMs, state } = this.figures
    return heardMs !== null && state !== null && nowMs - heardMs <= STANDING_HUB_MS
  }

  /** How it stands: what the process says, and what only others can see. */
  stateAt(nowMs: number): JobState {
    const { state, values } = this.figures
    const isAtWork =
      state === null ? this.start > (values.lastEnd ?? 0) : state === 'running' || state === 'stalled'
    if (!isAtWork) return state ?? 'completed'
    if (this.goneMs !== null) return this.endedAs ?? 'interrupted'
    if (this.isJudgedElsewhere(nowMs)) return state ?? 'running'
    const { stallAt = 0 } = values
    return stallAt > 0 && nowMs > stallAt * 1000 ? 'stalled' : 'running'
  }
}
