import { CompensatedMean, CompensatedSum } from './compensated-sum.ts'
import { quantile } from './quantile.ts'

/** The samples of one series in one range, and what a function may want to know beside. One object serves all ranges. */
export interface Window {
  timestamps: Float64Array
  values: Float64Array
  /** Index of the first sample in the range, and of the first behind it. */
  from: number
  to: number
  /** The range itself, in milliseconds: its start is no part of it. */
  startMs: number
  endMs: number
  /** When it is evaluated: not the end, where there is an offset. */
  evaluatedMs: number
  /** The other argument; NaN where there is none. */
  parameter: number
}

/** Makes one value of a range that has at least one sample; `null` for none. */
export type RangeFunction = (window: Window) => number | null

export const RANGE_FUNCTIONS: Readonly<Record<string, RangeFunction>> = {
  rate: (window) => extrapolate(window, true, true),
  increase: (window) => extrapolate(window, true, false),
  delta: (window) => extrapolate(window, false, false),
  irate: (window) => lastStep(window, true),
  idelta: (window) => lastStep(window, false),
  changes: ({ values, from, to }) => {
    let changes = 0
    for (let index = from + 1; index < to; index++) {
      const before = values[index - 1] ?? 0
      const value = values[index] ?? 0
      if (value !== before && !(Number.isNaN(value) && Number.isNaN(before))) changes++
    }
    return changes
  },
  resets: ({ values, from, to }) => {
    let resets = 0
    for (let index = from + 1; index < to; index++)
      if ((values[index] ?? 0) < (values[index - 1] ?? 0)) resets++
    return resets
  },
  avg_over_time: ({ values, from, to }) => {
    const mean = new CompensatedMean(values[from] ?? 0)
    for (let index = from + 1; index < to; index++) mean.add(values[index] ?? 0)
    return mean.mean
  },
  sum_over_time: ({ values, from, to }) => {
    const sum = new CompensatedSum()
    for (let index = from; index < to; index++) sum.add(values[index] ?? 0)
    return sum.total
  },
  count_over_time: ({ from, to }) => to - from,
  last_over_time: ({ values, to }) => values[to - 1] ?? 0,
  present_over_time: () => 1,
  absent_over_time: () => 1,
  max_over_time: ({ values, from, to }) => {
    let most = values[from] ?? 0
    for (let index = from + 1; index < to; index++) {
      const value = values[index] ?? 0
      if (value > most || Number.isNaN(most)) most = value
    }
    return most
  },
  min_over_time: ({ values, from, to }) => {
    let least = values[from] ?? 0
    for (let index = from + 1; index < to; index++) {
      const value = values[index] ?? 0
      if (value < least || Number.isNaN(least)) least = value
    }
    return least
  },
  quantile_over_time: ({ values, from, to, parameter }) =>
    quantile(parameter, [...values.subarray(from, to)]),
  stdvar_over_time: variance,
  stddev_over_time: (window) => Math.sqrt(variance(window)),
  deriv: (window) =>
    window.to - window.from < 2 ? null : regress(window, window.timestamps[window.from] ?? 0).slope,
  predict_linear: (window) => {
    if (window.to - window.from < 2) return null
    const { slope, intercept } = regress(window, window.evaluatedMs)
    return slope * window.parameter + intercept
  },
}

/** What a counter or gauge gained in the range: where samples begin or end within it, about so much more. */
function extrapolate(window: Window, isCounter: boolean, isRate: boolean): number | null {
  const { timestamps, values, from, to, startMs, endMs } = window
  if (to - from < 2) return null
  const first = values[from] ?? 0
  let gained = (values[to - 1] ?? 0) - first
  if (isCounter) {
    for (let index = from + 1; index < to; index++) {
      const before = values[index - 1] ?? 0
      if ((values[index] ?? 0) < before) gained += before
    }
  }
  const firstMs = timestamps[from] ?? 0
  const lastMs = timestamps[to - 1] ?? 0
  const sampled = (lastMs - firstMs) / 1000
  const gap = sampled / (to - from - 1)
  let toStart = (firstMs - startMs) / 1000
  let toEnd = (endMs - lastMs) / 1000
  if (toStart >= gap * 1.1) toStart = gap / 2
  // A counter was 0 at the earliest when it began.
  if (isCounter && gained > 0 && first >= 0) toStart = Math.min(toStart, sampled * (first / gained))
  if (toEnd >= gap * 1.1) toEnd = gap / 2
  const factor = (sampled + toStart + toEnd) / sampled
  return gained * (isRate ? factor / ((endMs - startMs) / 1000) : factor)
}

/** From the last sample but one to the last. */
function lastStep({ timestamps, values, from, to }: Window, isRate: boolean): number | null {
  if (to - from < 2) return null
  const before = values[to - 2] ?? 0
  const last = values[to - 1] ?? 0
  const seconds = ((timestamps[to - 1] ?? 0) - (timestamps[to - 2] ?? 0)) / 1000
  if (seconds === 0) return null
  if (!isRate) return last - before
  return (last < before ? last : last - before) / seconds
}

function variance({ values, from, to }: Window): number {
  let count = 0
  const mean = new CompensatedSum()
  const squares = new CompensatedSum()
  for (let index = from; index < to; index++) {
    const value = values[index] ?? 0
    count++
    const delta = value - (mean.sum + mean.compensation)
    mean.add(delta / count)
    squares.add(delta * (value - (mean.sum + mean.compensation)))
  }
  return (squares.sum + squares.compensation) / count
}

/** The line nearest to all samples. @param originMs - Where its intercept is. */
function regress(
  { timestamps, values, from, to }: Window,
  originMs: number,
): { readonly slope: number; readonly intercept: number } {
  const sumX = new CompensatedSum()
  const sumY = new CompensatedSum()
  const sumXY = new CompensatedSum()
  const sumX2 = new CompensatedSum()
  const first = values[from] ?? 0
  let isConstant = true
  for (let index = from; index < to; index++) {
    const y = values[index] ?? 0
    if (index > from && y !== first) isConstant = false
    const x = ((timestamps[index] ?? 0) - originMs) / 1000
    sumX.add(x)
    sumY.add(y)
    sumXY.add(x * y)
    sumX2.add(x * x)
  }
  if (isConstant) {
    return Math.abs(first) === Infinity
      ? { slope: Number.NaN, intercept: Number.NaN }
      : { slope: 0, intercept: first }
  }
  const n = to - from
  const [x, y, xy, x2] = [sumX, sumY, sumXY, sumX2].map(({ sum, compensation }) => sum + compensation) as [
    number,
    number,
    number,
    number,
  ]
  const slope = (xy - (x * y) / n) / (x2 - (x * x) / n)
  return { slope, intercept: y / n - (slope * x) / n }
}
