import type { VNode } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { type LineQuery, linesOf } from './chart-lines.ts'
import { describeChart } from './describe-chart.ts'
import { Legend } from './legend.tsx'
import { Plot } from './plot-view.tsx'
import { formatPeriod } from './time-ticks.ts'
import type { TimeWindow } from './time-window.ts'
import { useRangeQuery } from './use-range-query.ts'

/** What a chart shows. */
export interface ChartProps {
  readonly title: string
  /** What it means, on hover. */
  readonly hint: string
  readonly queries: readonly LineQuery[]
  readonly window: TimeWindow
  readonly format: (value: number) => string
  readonly max?: number
  /** Says what to do where there are no values. */
  readonly empty: string
}

/** A chart of queries: lines with a legend that follows the pointer, and a time that is chosen by dragging. */
export function Chart({ title, hint, queries, window, format, max, empty }: ChartProps): VNode {
  const answer = useRangeQuery(
    queries.map(({ query }) => query),
    window,
  )
  const lines = useMemo(
    () => (answer.series === null ? [] : linesOf(queries, answer.series)),
    [answer.series],
  )
  const hasValues = lines.some(
    ({ values, isLimit }) => isLimit !== true && values.some((value) => value !== null),
  )
  const period = formatPeriod(answer.window.startMs, answer.window.endMs)
  const [index, setIndex] = useState<number | null>(null)
  return (
    <figure class="chart" aria-label={describeChart(title, lines, format, period)}>
      <figcaption>
        <span class="chart-title" title={hint}>
          {title}
        </span>
        {hasValues && <Legend lines={lines} index={index} format={format} />}
      </figcaption>
      {answer.error !== null && <p class="chart-note warning-text">{answer.error}</p>}
      {answer.series !== null && !hasValues && answer.error === null && <p class="chart-note">{empty}</p>}
      {hasValues ? (
        <Plot lines={lines} window={answer.window} format={format} max={max ?? null} onCursor={setIndex} />
      ) : (
        <div class="plot" />
      )}
    </figure>
  )
}
