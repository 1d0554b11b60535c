import { CompensatedSum } from '../compensated-sum.ts'
import type { Samples } from '../select.ts'
import type { RangeFunction, Window } from './range-function.ts'

export const variance: RangeFunction = (samples) => (window) => varianceOf(samples, window)

export const deviation: RangeFunction = (samples) => (window) => Math.sqrt(varianceOf(samples, window))

function varianceOf({ values }: Samples, { from, to }: Window): number {
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

/** How much more there is in a second: of the line nearest to all samples. */
export const slope: RangeFunction = (samples) => (window) =>
  window.to - window.from < 2 ? null : regress(samples, window, samples.timestamps[window.from] ?? 0).slope

/** Where that line is so many seconds later. */
export const predict: RangeFunction = (samples) => (window) => {
  if (window.to - window.from < 2) return null
  const line = regress(samples, window, window.evaluatedMs)
  return line.slope * window.parameter + line.intercept
}

interface Line {
  readonly slope: number
  readonly intercept: number
}

/** @param originMs - Where the intercept is. */
function regress({ timestamps, values }: Samples, { from, to }: Window, originMs: number): Line {
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
  const x = sumX.sum + sumX.compensation
  const y = sumY.sum + sumY.compensation
  const xy = sumXY.sum + sumXY.compensation
  const x2 = sumX2.sum + sumX2.compensation
  const tilt = (xy - (x * y) / n) / (x2 - (x * x) / n)
  return { slope: tilt, intercept: y / n - (tilt * x) / n }
}
