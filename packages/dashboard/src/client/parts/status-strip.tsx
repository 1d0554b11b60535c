import type { VNode } from 'preact'
import { toneOfWord } from '../tone.ts'

/** What something was over time, in equal parts; `null`: not known. */
export type Statuses = readonly (string | null)[]

interface StatusStripProps {
  readonly statuses: Statuses
  readonly label: string
}

/** A strip that shows what something was over time. */
export function StatusStrip({ statuses, label }: StatusStripProps): VNode {
  const runs = runsOf(statuses)
  const bad = statuses.filter((status) => status === 'error' || status === 'warning').length
  const known = statuses.filter((status) => status !== null).length
  const part =
    known === 0 ? 'nothing known' : `${Math.round((100 * (known - bad)) / known)} % of the time well`
  return (
    <span class="strip" role="img" aria-label={`${label}: ${part}`} title={part}>
      {runs.map(({ status, first, length }) => (
        <i
          key={first}
          data-tone={status === null ? 'none' : (toneOfWord(status) ?? 'unknown')}
          style={{ flexGrow: length }}
        />
      ))}
    </span>
  )
}

interface Run {
  readonly status: string | null
  readonly first: number
  readonly length: number
}

/** Equal parts that follow one another, as one. */
function runsOf(statuses: Statuses): Run[] {
  const runs: Run[] = []
  for (const [index, status] of statuses.entries()) {
    const last = runs.at(-1)
    if (last !== undefined && last.status === status) runs.splice(-1, 1, { ...last, length: last.length + 1 })
    else runs.push({ status, first: index, length: 1 })
  }
  return runs
}
