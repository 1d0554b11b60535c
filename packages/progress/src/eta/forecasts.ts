import type { PaceCurve } from './pace-curve.ts'

/**
 * One way to tell how long further items will take.
 *
 * @param curve - Looked at only up to `from`, so that it can be asked what it would have said earlier.
 * @param from - Items done, above 0.
 * @param count - Items to come.
 * @returns Seconds, above 0 where the curve rises.
 */
export type Forecast = (curve: PaceCurve, from: number, count: number) => number

/** A trend towards faster items is believed until they take this part of what they take now. */
const LEAST_PACE = 0.5
/** A trend towards slower items is believed until they take this many times of what they take now. */
const MOST_PACE = 8

/** Every item takes what the average one took: right for steady work, and for bursts and heavy tails. */
const asOnAverage: Forecast = (curve, from, count) => (curve.secondsAt(from) / from) * count

/** Every item takes what the last ones took: right after a warm-up and in a new phase. */
function asLately(share: number): Forecast {
  return (curve, from, count) => (curve.secondsBetween(from * (1 - share), from) / (from * share)) * count
}

/**
 * Items take longer and longer, or shorter and shorter: a straight line through the pace of both halves.
 *
 * @param damping - How much of the trend goes on: what grows seldom grows for ever (Gardner and McKenzie 1985).
 */
function onTrend(damping: number): Forecast {
  return (curve, from, count) => {
    const half = from / 2
    const early = curve.secondsAt(half) / half
    const late = curve.secondsBetween(half, from) / half
    const growth = (late - early) / half
    // The pace of a half is that of its middle.
    const now = late + growth * (half / 2)
    const pace = now + (growth * damping * count) / 2
    return count * Math.min(MOST_PACE * late, Math.max(LEAST_PACE * late, pace))
  }
}

/** The forecasts that are blended, each with what it is trusted before it has proved itself. */
export const FORECASTS: readonly { readonly forecast: Forecast; readonly trust: number }[] = [
  { forecast: asOnAverage, trust: 3 },
  { forecast: asLately(0.5), trust: 1 },
  { forecast: asLately(0.2), trust: 1 },
  { forecast: onTrend(1), trust: 0.5 },
  { forecast: onTrend(0.5), trust: 0.5 },
]
