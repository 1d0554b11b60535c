import type { RangeSeries } from './query-range.ts'

/** Which colour a line has: a place in the palette, or what it means. */
export type LineColor = 1 | 2 | 3 | 4 | 5 | 6 | 'error' | 'faint'

/** One line of a chart. */
export interface ChartLine {
  readonly name: string
  readonly color: LineColor
  readonly values: readonly (number | null)[]
  /** Drawn with dashes: a limit. */
  readonly isLimit?: boolean
}

/** What one query shows. */
export interface LineQuery {
  readonly query: string
  /** Name of the only line, or the label that names each of several. */
  readonly name: string | ((labels: RangeSeries['labels']) => string)
  readonly color?: LineColor
  readonly isLimit?: boolean
}

const PALETTE = [1, 2, 3, 4, 5, 6] as const
/** More could not be told apart. */
const MAX_LINES = 6

/** Makes lines of what queries answered: of many series those that are highest. */
export function linesOf(
  queries: readonly LineQuery[],
  answers: readonly (readonly RangeSeries[])[],
): ChartLine[] {
  const lines = queries.flatMap(({ name, color, isLimit }, index): ChartLine[] => {
    const found = (answers[index] ?? []).toSorted((left, right) => peakOf(right) - peakOf(left))
    return found.slice(0, MAX_LINES).map(({ labels, values }, place) => ({
      name: typeof name === 'string' ? name : name(labels),
      color: color ?? PALETTE[(index + place) % PALETTE.length] ?? 1,
      values,
      ...(isLimit === true ? { isLimit } : {}),
    }))
  })
  return lines
}

function peakOf({ values }: RangeSeries): number {
  return values.reduce<number>((peak, value) => Math.max(peak, value ?? 0), 0)
}
