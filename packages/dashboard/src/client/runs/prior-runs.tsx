import type { VNode } from 'preact'
import { formatDuration } from '../format-duration.ts'
import { toneOfWord } from '../tone.ts'
import type { JobData } from './run-remarks.ts'

/** Earlier runs as small bars, the newest on the right: how long each took, and how it ended. */
export function PriorRuns({ runs }: { readonly runs: JobData['priorRuns'] }): VNode {
  if (runs.length === 0) return <span class="faint">first run</span>
  const longest = Math.max(...runs.map(({ durationSeconds }) => durationSeconds ?? 0), 1)
  const states = runs.map(({ state }) => state)
  return (
    <span
      class="prior"
      role="img"
      aria-label={`${runs.length} earlier runs, the newest first: ${states.join(', ')}`}
    >
      {runs.toReversed().map(({ runId, state, durationSeconds }) => (
        <i
          key={runId}
          data-tone={toneOfWord(state) ?? 'unknown'}
          title={`${state}${durationSeconds === null ? '' : ` in ${formatDuration(durationSeconds)}`}`}
          style={{ height: `${25 + (75 * (durationSeconds ?? 0)) / longest}%` }}
        />
      ))}
    </span>
  )
}
