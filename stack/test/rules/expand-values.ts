const ITEM =
  /^(?<value>_|stale|[+-]?(?:[\d.]+(?:e[+-]?\d+)?|Inf|NaN))(?:(?<step>[+-][\d.]+(?:e[+-]?\d+)?)?x(?<times>\d+))?$/

/** A sample of a series: `null` where there is none. */
export type ExpandedValue = number | 'stale' | null

/** Expands the notation of promtool's tests: `1+2x3 _x2 5 stale` is 1, 3, 5, 7, nothing twice, 5, the end. */
export function expandValues(text: string): readonly ExpandedValue[] {
  return text
    .trim()
    .split(/\s+/)
    .flatMap((item) => {
      const { value = '', step, times } = ITEM.exec(item)?.groups ?? {}
      if (value === '') throw new Error(`no values: ${item}`)
      if (value === '_') return Array.from({ length: Number(times ?? 1) }, () => null)
      // What stands before the x comes once more than it says.
      return expand(value, Number(step ?? 0), Number(times ?? 0) + 1)
    })
}

function expand(value: string, step: number, count: number): ExpandedValue[] {
  if (value === 'stale') return Array.from({ length: count }, () => 'stale')
  const values: number[] = []
  // One after the other, as promtool adds them up: rounding is the same.
  for (let next = toNumber(value); values.length < count; next += step) values.push(next)
  return values
}

function toNumber(text: string): number {
  return Number(text.replace('Inf', 'Infinity'))
}
