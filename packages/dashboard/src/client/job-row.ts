import { formatDuration } from './format-duration.ts'
import { formatNumber } from './format-number.ts'
import type { Fields, PageData } from './serialized.ts'

type JobSummary = PageData['progress'][number]

/** Key of a row's text that its message unfolds. */
export const DETAILS = 'details'

/** Failures that the message names; the details have all. */
const NAMED_FAILURES = 2

/**
 * Adds to a batch job what its figures mean: that it stands still, will be late, goes on with an earlier run; and what
 * failed, its checkpoint and its earlier runs to unfold.
 */
export function describeJob(row: Fields, nowMs: number): Fields {
  try {
    return describe(row, row as unknown as JobSummary, nowMs)
  } catch {
    // A hub of another version may say something else.
    return row
  }
}

function describe(row: Fields, job: JobSummary, nowMs: number): Fields {
  const remarks = messagesOf(job, nowMs).join('; ')
  const elapsed = elapsedOf(job)
  return {
    ...row,
    processedItems: positionOf(job),
    // A column of noughts takes the room of one that says something.
    failedItems: job.failedItems === 0 ? null : job.failedItems,
    message: remarks === '' ? elapsed : remarks,
    [DETAILS]: [...(remarks === '' ? [] : [elapsed]), ...detailsOf(job)].join('\n'),
  }
}

function positionOf({ processedItems, totalItems }: JobSummary): string {
  const done = formatNumber(processedItems)
  return totalItems === null ? done : `${done} of ${formatNumber(totalItems)}`
}

function elapsedOf({ endedAt, elapsedSeconds }: JobSummary): string {
  return `${endedAt === null ? 'for' : 'took'} ${formatDuration(elapsedSeconds)}`
}

function messagesOf(job: JobSummary, nowMs: number): string[] {
  const { state, stalledSeconds, resumedItems, failures } = job
  const lateSeconds = lateBy(job, nowMs)
  const more = failures.length - NAMED_FAILURES
  return [
    ...(state === 'interrupted' ? [`its process is gone, at item ${formatNumber(job.processedItems)}`] : []),
    ...(stalledSeconds === null ? [] : [`no progress for ${formatDuration(stalledSeconds)}`]),
    ...(job.missed ? ['should have started again by now'] : []),
    ...(lateSeconds === null ? [] : [`may be ${formatDuration(lateSeconds)} late`]),
    ...(resumedItems > 0 ? [`resumed at ${formatNumber(resumedItems)}`] : []),
    ...failures.slice(0, NAMED_FAILURES).map(nameFailure),
    ...(more > 0 ? [`and ${more} more ${more === 1 ? 'kind' : 'kinds'} of error`] : []),
  ]
}

/** How long after its deadline it will be done, with 90 % certainty at the latest. */
function lateBy({ late, deadline, estimatedRemainingSecondsP90 }: JobSummary, nowMs: number): number | null {
  if (!late || deadline === null) return null
  return Math.max(0, (nowMs - Date.parse(deadline)) / 1000 + (estimatedRemainingSecondsP90 ?? 0))
}

function nameFailure({ type, message, count }: JobSummary['failures'][number]): string {
  return `${formatNumber(count)} × ${type}: ${message}`
}

function detailsOf({ failures, checkpoint, priorRuns, unit }: JobSummary): string[] {
  return [
    ...failures.map(nameFailure),
    ...(checkpoint === null ? [] : [describeCheckpoint(checkpoint)]),
    ...priorRuns.map((run) => describeRun(run, unit)),
  ]
}

function describeCheckpoint({ file, items, durable }: NonNullable<JobSummary['checkpoint']>): string {
  const position = items === null ? 'nothing yet' : `item ${formatNumber(items)}`
  return `checkpoint ${file}: ${position}${durable ? '' : ', would not outlive a power loss'}`
}

function describeRun(run: JobSummary['priorRuns'][number], unit: string): string {
  const { startedAt, state, items, failedItems, durationSeconds } = run
  const took = durationSeconds === null ? '' : ` in ${formatDuration(durationSeconds)}`
  const failed = failedItems === 0 ? '' : `, ${formatNumber(failedItems)} failed`
  return `${startedAt.slice(0, 19).replace('T', ' ')} ${state}, ${formatNumber(items)} ${unit}${took}${failed}`
}
