import type { ProgressStatus } from '../progress-status.ts'
import type { PauseReason } from '../run/pause-reason.ts'
import {
  formatCount,
  formatDuration,
  formatPercent,
  formatRate,
  formatTime,
  toLine,
} from './format-figures.ts'

/** What a report tells beside the status. */
export interface ReportInput {
  readonly status: ProgressStatus
  readonly unit: string
  readonly part: string | null
  readonly startedAt: Date
  readonly pauseReason: PauseReason | null
  readonly deadline: Date | null
  /** What is expected to be silent just now. */
  readonly hold: string | null
  /** Why the checkpoint could not be written last; `null` where it could. */
  readonly checkpointError: string | null
}

const PAUSE_REASONS: Readonly<Record<PauseReason, string>> = {
  requested: 'on request',
  left: 'its loop was left before the end',
  aborted: 'its signal was aborted',
  'stop-loss': 'too many items failed (stop-loss)',
}

/** Writes where a run stands, for a person to read and paste. */
export function formatReport(input: ReportInput): string {
  const lines = toLines(input).filter((line) => line !== null)
  const width = Math.max(...lines.map(([label]) => label.length))
  return [
    toHeadline(input),
    ...lines.map(([label, text]) => `  ${label.padEnd(width)}  ${toLine(text)}`),
  ].join('\n')
}

function toHeadline({ status, unit, part }: ReportInput): string {
  const { name, state, processedItems, totalItems, progressPercentage } = status
  const done = formatCount(processedItems)
  const share =
    totalItems === null || progressPercentage === null
      ? `${done} ${unit}`
      : `${done} of ${formatCount(totalItems)} ${unit} (${formatPercent(progressPercentage)})`
  return toLine(`${name}${part === null ? '' : `, part ${part}`}: ${state}, ${share}`)
}

type Line = readonly [label: string, text: string] | null

function toLines({ status, unit, ...rest }: ReportInput): Line[] {
  const { failedItems, processedItems, resumedItems, itemsPerSecond, estimatedCompletion } = status
  return [
    ['run', status.trackingId],
    rest.pauseReason === null ? null : ['paused', PAUSE_REASONS[rest.pauseReason]],
    ['started', `${formatTime(rest.startedAt)}, ran ${formatDuration(status.elapsedSeconds)}`],
    ['successful', formatCount(status.successfulItems)],
    ['failed', toFailures(failedItems, processedItems)],
    resumedItems === 0 ? null : ['resumed', `${formatCount(resumedItems)} ${unit} from an earlier run`],
    itemsPerSecond === null ? null : ['rate', `${formatRate(itemsPerSecond)} ${unit}/s`],
    status.state === 'completed' ? null : ['remaining', toRemaining(status)],
    rest.hold === null ? null : ['waits for', rest.hold],
    estimatedCompletion === null ? null : ['done by', formatTime(estimatedCompletion)],
    rest.deadline === null ? null : ['deadline', toDeadline(rest.deadline, status)],
    toBatches(status, unit),
    toCheckpoint(status, unit, rest.checkpointError),
  ]
}

function toFailures(failed: number, processed: number): string {
  return failed === 0 ? '0' : `${formatCount(failed)} (${formatPercent((failed / processed) * 100)})`
}

function toRemaining({ estimatedRemainingSeconds, estimatedRemainingSecondsP90 }: ProgressStatus): string {
  if (estimatedRemainingSeconds === null || estimatedRemainingSecondsP90 === null) return 'not known yet'
  return `${formatDuration(estimatedRemainingSeconds)}, with 90 % certainty under ${formatDuration(estimatedRemainingSecondsP90)}`
}

function toDeadline(deadline: Date, { estimatedCompletion, ...status }: ProgressStatus): string {
  const time = formatTime(deadline)
  if (estimatedCompletion === null) return time
  const slackSeconds = (deadline.getTime() - estimatedCompletion.getTime()) / 1000
  if (slackSeconds < 0) return `${time}, missed by ${formatDuration(-slackSeconds)}`
  const p90Slack =
    slackSeconds - ((status.estimatedRemainingSecondsP90 ?? 0) - (status.estimatedRemainingSeconds ?? 0))
  return p90Slack < 0 ? `${time}, at risk` : `${time}, ${formatDuration(slackSeconds)} to spare`
}

function toBatches(
  { currentBatch, averageBatchSize, averageBatchSeconds }: ProgressStatus,
  unit: string,
): Line {
  if (averageBatchSize === null || averageBatchSeconds === null || averageBatchSize === 1) return null
  const mean = `${formatRate(averageBatchSize)} ${unit} in ${formatDuration(averageBatchSeconds)} on average`
  return ['batches', `${formatCount(currentBatch)}, ${mean}`]
}

function toCheckpoint({ checkpoint }: ProgressStatus, unit: string, error: string | null): Line {
  if (checkpoint === null) return null
  const { file, durable, items, savedAt } = checkpoint
  const saved =
    savedAt === null || items === null
      ? 'nothing saved yet'
      : `${formatCount(items)} ${unit} saved at ${formatTime(savedAt)}`
  const safety = durable ? '' : ', may be lost with the power'
  return ['checkpoint', `${file}: ${saved}${safety}${error === null ? '' : `; last write failed: ${error}`}`]
}
