import type { VNode } from 'preact'
import { formatMoment } from '../charts/time-ticks.ts'
import { formatDuration } from '../format-duration.ts'
import { formatNumber, formatProgress, formatRate } from '../format-number.ts'
import { useNow } from '../page-context.ts'
import { Badge } from '../parts/badge.tsx'
import { Facts } from '../parts/facts.tsx'
import { Link } from '../parts/link.tsx'
import { Meter } from '../parts/meter.tsx'
import { OpenLink } from '../parts/open-link.tsx'
import { toneOfWord } from '../tone.ts'
import { type JobData, remarksOn } from './run-remarks.ts'

/** All that is known of a batch job: its run, what failed in it, and earlier runs. */
export function RunDetails({ job }: { readonly job: JobData }): VNode {
  const nowMs = useNow()
  const { checkpoint, deadline, estimatedCompletion } = job
  const moment = (at: string | null): string | null => (at === null ? null : formatMoment(Date.parse(at)))
  return (
    <>
      <p>
        <Badge word={job.state} />{' '}
        {remarksOn(job, nowMs).map(({ tone, text }) => (
          <span key={text} class={`remark ${tone}-text`}>
            {text}
          </span>
        ))}
      </p>
      <Meter percent={job.progressPercentage} tone={toneOfWord(job.state) ?? 'info'} label="Progress" />
      <Facts
        facts={[
          ['Service', job.service],
          [
            'Done',
            `${formatNumber(job.processedItems)}${job.totalItems === null ? '' : ` of ${formatNumber(job.totalItems)}`} ${job.unit}${job.progressPercentage === null ? '' : ` (${formatProgress(job.progressPercentage)})`}`,
          ],
          ['Failed', formatNumber(job.failedItems)],
          ['Speed', job.itemsPerSecond === null ? null : formatRate(job.itemsPerSecond)],
          [
            'Time left',
            job.estimatedRemainingSeconds === null ? null : formatDuration(job.estimatedRemainingSeconds),
          ],
          [
            'At most (90 %)',
            job.estimatedRemainingSecondsP90 === null
              ? null
              : formatDuration(job.estimatedRemainingSecondsP90),
          ],
          ['Done at', moment(estimatedCompletion)],
          ['Deadline', moment(deadline)],
          ['Started', moment(job.startedAt)],
          ['Ended', moment(job.endedAt)],
          ['Took', formatDuration(job.elapsedSeconds)],
          [
            'Checkpoint',
            checkpoint === null
              ? null
              : `${checkpoint.file}, ${checkpoint.items === null ? 'nothing yet' : `item ${formatNumber(checkpoint.items)}`}${checkpoint.durable ? '' : ', would not outlive a power loss'}`,
          ],
          ['Run', job.runId],
        ]}
      />
      <p class="actions">
        {job.traceId !== null && <Link to={{ view: 'traces', trace: job.traceId }}>Spans of its chunks</Link>}
        <Link
          to={{
            view: 'query',
            query: `rate(cryo_progress_items_total{cryo_job_name=${JSON.stringify(job.name)}}[1m])`,
          }}
        >
          Graph
        </Link>
      </p>
      <h3>What failed</h3>
      {job.failures.length === 0 ? (
        <p class="faint">Nothing.</p>
      ) : (
        <ul class="plain">
          {job.failures.map(({ group, type, message, count }) => (
            <li key={group}>
              <b>{formatNumber(count)} ×</b>{' '}
              <OpenLink what={`error:${job.service}/${group}`}>{type}</OpenLink>: {message}
            </li>
          ))}
        </ul>
      )}
      <h3>Earlier runs</h3>
      {job.priorRuns.length === 0 ? <p class="faint">This is the first.</p> : <EarlierRuns job={job} />}
    </>
  )
}

function EarlierRuns({ job: { priorRuns, unit } }: { readonly job: JobData }): VNode {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Started</th>
          <th scope="col">State</th>
          <th scope="col" class="number">
            {unit}
          </th>
          <th scope="col" class="number">
            Failed
          </th>
          <th scope="col" class="number">
            Took
          </th>
        </tr>
      </thead>
      <tbody>
        {priorRuns.map(({ runId, startedAt, state, items, failedItems, durationSeconds }) => (
          <tr key={runId}>
            <td>{formatMoment(Date.parse(startedAt))}</td>
            <td>
              <Badge word={state} />
            </td>
            <td class="number">{formatNumber(items)}</td>
            <td class="number">{formatNumber(failedItems)}</td>
            <td class="number">{durationSeconds === null ? '–' : formatDuration(durationSeconds)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
