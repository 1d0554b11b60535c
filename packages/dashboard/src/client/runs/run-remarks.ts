import { formatDuration } from '../format-duration.ts'
import { formatNumber } from '../format-number.ts'
import type { PageData } from '../serialized.ts'
import type { Tone } from '../tone.ts'

/** One batch job as the page receives it. */
export type JobData = PageData['progress'][number]

/** Something that one should know of a job besides its figures. */
export interface Remark {
  readonly tone: Tone
  readonly text: string
}

/** What the figures of a job mean: that it stands still, will be late, goes on with an earlier run. */
export function remarksOn(job: JobData, nowMs: number): Remark[] {
  const { state, stalledSeconds, resumedItems, processedItems, missed, processes } = job
  const lateSeconds = lateBy(job, nowMs)
  return [
    ...(state === 'interrupted'
      ? [error(`its process is gone, at item ${formatNumber(processedItems)}`)]
      : []),
    ...(stalledSeconds === null ? [] : [warning(`no progress for ${formatDuration(stalledSeconds)}`)]),
    ...(missed ? [warning('should have started again by now')] : []),
    ...(lateSeconds === null ? [] : [warning(`may be ${formatDuration(lateSeconds)} late`)]),
    ...(resumedItems > 0 ? [info(`resumed at ${formatNumber(resumedItems)}`)] : []),
    ...(processes > 1 ? [info(`${processes} processes`)] : []),
  ]
}

/** How long after its deadline it will be done, with 90 % certainty at the latest; `null`: in time, as far as one knows. */
export function lateBy(
  { late, deadline, estimatedRemainingSecondsP90 }: JobData,
  nowMs: number,
): number | null {
  if (!late || deadline === null) return null
  return Math.max(0, (nowMs - Date.parse(deadline)) / 1000 + (estimatedRemainingSecondsP90 ?? 0))
}

/** Whether it is over. */
export function hasEnded({ endedAt }: JobData): boolean {
  return endedAt !== null
}

function error(text: string): Remark {
  return { tone: 'error', text }
}

function warning(text: string): Remark {
  return { tone: 'warning', text }
}

function info(text: string): Remark {
  return { tone: 'info', text }
}
