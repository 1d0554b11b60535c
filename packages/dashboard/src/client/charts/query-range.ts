import type { TimeWindow } from './time-window.ts'

/** A series on the grid of a window; `null` where it has no value. */
export interface RangeSeries {
  readonly labels: Readonly<Record<string, string>>
  readonly values: readonly (number | null)[]
}

interface Answer {
  readonly status: string
  readonly error?: string
  readonly data?: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>
      readonly values: readonly (readonly [seconds: number, value: string])[]
    }[]
  }
}

const RANGE_URL = 'api/v1/query_range'

/**
 * Asks the hub, as Grafana would.
 *
 * @throws Error that says what is wrong with the query, or that nobody answers.
 */
export async function queryRange(
  query: string,
  window: TimeWindow,
  signal: AbortSignal,
): Promise<RangeSeries[]> {
  const { startMs, endMs, stepMs } = window
  const parameters = new URLSearchParams({
    query,
    start: String(startMs / 1000),
    end: String(endMs / 1000),
    step: String(stepMs / 1000),
  })
  const response = await fetch(`${RANGE_URL}?${parameters.toString()}`, { signal })
  const answer = (await response.json()) as Answer
  if (answer.status !== 'success') throw new Error(answer.error ?? 'The query failed.')
  const points = Math.floor((endMs - startMs) / stepMs) + 1
  return (answer.data?.result ?? []).map(({ metric, values }) => ({
    labels: metric,
    values: toGrid(values, window, points),
  }))
}

function toGrid(
  values: readonly (readonly [number, string])[],
  { startMs, stepMs }: TimeWindow,
  points: number,
): (number | null)[] {
  const grid = Array.from({ length: points }, (): number | null => null)
  for (const [seconds, text] of values) {
    const value = Number(text)
    const index = Math.round((seconds * 1000 - startMs) / stepMs)
    if (Number.isFinite(value) && index >= 0 && index < points) grid[index] = value
  }
  return grid
}
