import type { VNode } from 'preact'
import { formatMoment } from '../charts/time-ticks.ts'
import { formatDuration } from '../format-duration.ts'
import { formatNumber, formatProgress, formatRate } from '../format-number.ts'
import { Badge } from '../parts/badge.tsx'
import { Meter } from '../parts/meter.tsx'
import { OpenLink } from '../parts/open-link.tsx'
import type { Column } from '../parts/table.tsx'
import { toneOfWord } from '../tone.ts'
import { PriorRuns } from './prior-runs.tsx'
import { hasEnded, type JobData, remarksOn } from './run-remarks.ts'

/** What stands in the address for the details of a job. */
export function openJob({ service, name }: JobData): string {
  return `run:${service}/${name}`
}

/** The columns of the batch jobs. */
export function runColumns(nowMs: number): readonly Column<JobData>[] {
  return [
    {
      title: 'Job',
      hint: 'Name given to trackProgress, and the service that runs it',
      order: ({ name }) => name,
      cell: (job) => (
        <>
          <OpenLink what={openJob(job)}>{job.name}</OpenLink>
          <div class="sub">{job.service}</div>
        </>
      ),
    },
    {
      title: 'State',
      hint: 'running, stalled, paused, completed, failed or interrupted',
      order: ({ state }) => state,
      cell: ({ state }) => <Badge word={state} />,
    },
    {
      title: 'Progress',
      isWide: true,
      hint: 'Items done of all, those of an earlier run that a checkpoint brought included',
      cell: (job) => (
        <div class="run-progress">
          <Meter
            percent={hasEnded(job) && job.progressPercentage === null ? 100 : job.progressPercentage}
            tone={toneOfWord(job.state) ?? 'info'}
            label={`Progress of ${job.name}`}
          />
          <div class="sub">
            <b>{formatNumber(job.processedItems)}</b>
            {job.totalItems !== null && ` of ${formatNumber(job.totalItems)}`} {job.unit}
            {job.progressPercentage !== null && ` · ${formatProgress(job.progressPercentage)}`}
            {remarksOn(job, nowMs).map(({ tone, text }) => (
              <span key={text} class={`remark ${tone}-text`}>
                {text}
              </span>
            ))}
          </div>
        </div>
      ),
    },
    {
      title: 'Speed',
      isExtra: true,
      hint: 'Items a second, over the last moments',
      isNumber: true,
      order: ({ itemsPerSecond }) => itemsPerSecond ?? -1,
      cell: ({ itemsPerSecond }) =>
        itemsPerSecond === null ? <i class="faint">–</i> : formatRate(itemsPerSecond),
    },
    {
      title: 'Time left',
      hint: 'Forecast from this run and earlier ones; below it what nine runs of ten stay under',
      isNumber: true,
      order: (job) => job.estimatedRemainingSeconds ?? -1,
      cell: (job) => <TimeLeft job={job} nowMs={nowMs} />,
    },
    {
      title: 'Failed',
      isExtra: true,
      hint: 'Items that failed in this run',
      isNumber: true,
      order: ({ failedItems }) => failedItems,
      cell: ({ failedItems }) =>
        failedItems === 0 ? <i class="faint">0</i> : <b class="warning-text">{formatNumber(failedItems)}</b>,
    },
    {
      title: 'Earlier runs',
      hint: 'The last ten, the newest on the right; the height is how long they took',
      isExtra: true,
      cell: ({ priorRuns }) => <PriorRuns runs={priorRuns} />,
    },
  ]
}

function TimeLeft({ job, nowMs }: { readonly job: JobData; readonly nowMs: number }): VNode {
  const { estimatedRemainingSeconds: left, estimatedRemainingSecondsP90: atMost, estimatedCompletion } = job
  if (hasEnded(job)) return <span class="faint">took {formatDuration(job.elapsedSeconds)}</span>
  if (left === null) return <span class="faint">not known yet</span>
  return (
    <>
      <span
        title={estimatedCompletion === null ? '' : `Done at ${formatMoment(Date.parse(estimatedCompletion))}`}
      >
        {formatDuration(left)}
      </span>
      <div class="sub">
        {atMost !== null && `≤ ${formatDuration(atMost)}`}
        {job.deadline !== null &&
          ` · due in ${formatDuration(Math.max(0, (Date.parse(job.deadline) - nowMs) / 1000))}`}
      </div>
    </>
  )
}
