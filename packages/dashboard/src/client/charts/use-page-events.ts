import { useMemo } from 'preact/hooks'
import type { PageData } from '../serialized.ts'
import { EVENT_QUERIES, findEvents, type PageEvent } from './page-events.ts'
import type { Mark } from './plot.ts'
import type { TimeWindow } from './time-window.ts'
import { useRangeQuery } from './use-range-query.ts'

const COLORS = { deployment: 'line-4', alert: 'error', run: 'border' } as const
/** More lines than this would hide what they are drawn on. */
const MAX_MARKS = 40

/** What happened in a window, and the lines that charts draw for it. */
export function usePageEvents(
  window: TimeWindow,
  progress: PageData['progress'],
): { readonly events: readonly PageEvent[]; readonly marks: readonly Mark[] } {
  const { series } = useRangeQuery(EVENT_QUERIES, window)
  // Runs change with each item; only their beginnings and ends matter here.
  const key = progress
    .map(({ startedAt, endedAt, priorRuns }) => [startedAt, endedAt, priorRuns.length])
    .join()
  return useMemo(() => {
    const events = findEvents(series ?? [], window, progress)
    const marks = events.map(({ kind, startMs }) => ({ timeMs: startMs, color: COLORS[kind] }))
    return { events, marks: marks.slice(-MAX_MARKS) }
  }, [series, window, key])
}
