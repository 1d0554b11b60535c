import { useMemo } from 'preact/hooks'
import { usePage } from '../page-context.ts'
import { rateWindow, windowOf } from './time-window.ts'
import { useRangeQuery } from './use-range-query.ts'

/** A small line has so many points. */
const POINTS = 48

/** How rates went, by what they are of: the values of some labels. */
export type Trends = (...labels: readonly (string | null)[]) => readonly (number | null)[] | undefined

/**
 * Asks how the rates of a counter went, one for each combination of labels, over the time that is chosen.
 *
 * @param endMs - Of the time; asked for again when it changes.
 */
export function useTrends(counter: string, labels: readonly string[], endMs: number): Trends {
  const { address } = usePage()
  const window = useMemo(() => windowOf(address.range, endMs, POINTS), [address.range, endMs])
  const query = `sum by (${labels.join(', ')}) (rate(${counter}[${rateWindow(window)}]))`
  const { series } = useRangeQuery([query], window)
  const byLabels = useMemo(
    () =>
      new Map(
        (series?.[0] ?? []).map((one) => [keyOf(labels.map((label) => one.labels[label] ?? '')), one.values]),
      ),
    [series],
  )
  return (...values) => byLabels.get(keyOf(values.map((value) => value ?? '')))
}

function keyOf(values: readonly string[]): string {
  return values.join('\n')
}
