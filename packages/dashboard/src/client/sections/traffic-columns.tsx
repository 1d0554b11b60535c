import { formatDuration } from '../format-duration.ts'
import { formatNumber, formatPercent, formatRate } from '../format-number.ts'
import { Sparkline } from '../parts/sparkline.tsx'
import type { Column } from '../parts/table.tsx'
import { toneOfNumber } from '../tone.ts'

/** Rate, errors and durations of anything that is called. */
export interface TrafficData {
  readonly count: number
  readonly failures: number
  readonly ratePerSecond: number
  readonly errorRatio: number | null
  readonly p50Seconds: number | null
  readonly p95Seconds: number | null
  readonly p99Seconds: number | null
}

/** The columns that everything has that is called. @param trendOf - How its rate went over the time that is chosen. */
export function trafficColumns<Row extends TrafficData>(
  trendOf: (row: Row) => readonly (number | null)[] | undefined,
): readonly Column<Row>[] {
  return [
    {
      title: 'Trend',
      hint: 'Calls a second over the time that is chosen',
      isExtra: true,
      cell: (row) => {
        const values = trendOf(row)
        return values === undefined ? null : <Sparkline values={values} />
      },
    },
    {
      title: 'Rate',
      hint: 'Calls a second, over the last minute',
      isNumber: true,
      order: ({ ratePerSecond }) => ratePerSecond,
      cell: ({ ratePerSecond }) =>
        ratePerSecond === 0 ? <i class="faint">0 /s</i> : formatRate(ratePerSecond),
    },
    {
      title: 'Errors',
      hint: 'Part of the calls of the last minute that failed',
      isNumber: true,
      order: ({ errorRatio }) => errorRatio ?? -1,
      cell: ({ errorRatio }) => <ErrorRatio ratio={errorRatio} />,
    },
    durationColumn(
      'p50',
      'Half of the calls of the last minute took at most this long',
      (row) => row.p50Seconds,
    ),
    durationColumn(
      'p95',
      '95 % of the calls of the last minute took at most this long',
      (row) => row.p95Seconds,
    ),
    durationColumn(
      'p99',
      '99 % of the calls of the last minute took at most this long',
      (row) => row.p99Seconds,
    ),
    {
      title: 'Total',
      hint: 'Calls since the start, and below them those that failed',
      isNumber: true,
      isExtra: true,
      order: ({ count }) => count,
      cell: ({ count, failures }) => (
        <span title={`${formatNumber(failures)} failed`}>{formatNumber(count)}</span>
      ),
    },
  ]
}

function durationColumn<Row extends TrafficData>(
  title: string,
  hint: string,
  read: (row: Row) => number | null,
): Column<Row> {
  return {
    title,
    hint,
    isNumber: true,
    isExtra: title === 'p50',
    order: (row) => read(row) ?? -1,
    cell(row) {
      const seconds = read(row)
      return seconds === null ? <i class="faint">–</i> : formatDuration(seconds)
    },
  }
}

function ErrorRatio({ ratio }: { readonly ratio: number | null }): preact.VNode {
  if (ratio === null) return <i class="faint">–</i>
  if (ratio === 0) return <i class="faint">0 %</i>
  const tone = toneOfNumber('errorRatio', ratio)
  return <b class={tone === null ? '' : `${tone}-text`}>{formatPercent(ratio * 100)}</b>
}
