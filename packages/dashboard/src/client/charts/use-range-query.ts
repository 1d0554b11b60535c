import { useEffect, useState } from 'preact/hooks'
import { queryRange, type RangeSeries } from './query-range.ts'
import type { TimeWindow } from './time-window.ts'

/** What came of some queries; the last answer stays until there is a new one. */
export interface RangeAnswer {
  /** For each query its series; `null`: nothing has come yet. */
  readonly series: readonly (readonly RangeSeries[])[] | null
  /** The window of `series`. */
  readonly window: TimeWindow
  readonly error: string | null
}

/** Asks some queries for a window, and again when either changes. */
export function useRangeQuery(queries: readonly string[], window: TimeWindow): RangeAnswer {
  const [answer, setAnswer] = useState<RangeAnswer>({ series: null, window, error: null })
  const key = JSON.stringify([queries, window])
  useEffect(() => {
    const leaving = new AbortController()
    const ask = async (): Promise<void> => {
      try {
        const series = await Promise.all(queries.map((query) => queryRange(query, window, leaving.signal)))
        if (!leaving.signal.aborted) setAnswer({ series, window, error: null })
      } catch (error) {
        if (leaving.signal.aborted) return
        const message = error instanceof Error ? error.message : String(error)
        setAnswer((before) => ({ ...before, error: message }))
      }
    }
    void ask()
    return () => leaving.abort()
  }, [key])
  return answer
}
