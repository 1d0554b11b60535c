import type { ChartLine } from './chart-lines.ts'

/** Of a line: its lowest, highest and newest value, and how it went; `null` where it has none. */
interface LineSummary {
  readonly min: number
  readonly max: number
  readonly last: number
  readonly trend: 'rising' | 'falling' | 'steady'
}

/** A change smaller than this part of the span between lowest and highest is no trend. */
const STEADY_PART = 0.15

/** What a chart shows, in a sentence for those who do not see it. */
export function describeChart(
  title: string,
  lines: readonly ChartLine[],
  format: (value: number) => string,
  period: string,
): string {
  const parts = lines
    .filter(({ isLimit }) => isLimit !== true)
    .map(({ name, values }) => {
      const summary = summarize(values)
      if (summary === null) return `${name}: no values`
      const { min, max, last, trend } = summary
      return `${name}: from ${format(min)} to ${format(max)}, now ${format(last)}, ${trend}`
    })
  if (parts.length === 0) return `${title}, ${period}: no values.`
  return `${title}, ${period}. ${parts.join('. ')}.`
}

function summarize(values: ChartLine['values']): LineSummary | null {
  const found = values.filter((value) => value !== null)
  const last = found.at(-1)
  if (last === undefined) return null
  const min = found.reduce((low, value) => Math.min(low, value), Infinity)
  const max = found.reduce((high, value) => Math.max(high, value), -Infinity)
  const third = Math.max(1, Math.floor(found.length / 3))
  const change = mean(found.slice(-third)) - mean(found.slice(0, third))
  const isSteady = max === min || Math.abs(change) < STEADY_PART * (max - min)
  return { min, max, last, trend: isSteady ? 'steady' : change > 0 ? 'rising' : 'falling' }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
