import { boundsOf, type TimeRange } from '../address/time-range.ts'

/** What charts show: a grid of moments at which series are evaluated. */
export interface TimeWindow {
  readonly startMs: number
  readonly endMs: number
  readonly stepMs: number
}

/** So often the hub takes a sample. */
const SAMPLE_MS = 10_000
/** A chart is some 600 pixels wide. */
const POINTS = 240

/** The grid of a range: whole steps, so that the same moments are asked for again as time goes on. */
export function windowOf(range: TimeRange, nowMs: number, points: number = POINTS): TimeWindow {
  const { startMs, endMs } = boundsOf(range, nowMs)
  const stepMs = Math.max(SAMPLE_MS, Math.ceil((endMs - startMs) / points / SAMPLE_MS) * SAMPLE_MS)
  const last = Math.floor(endMs / stepMs) * stepMs
  const first = Math.max(Math.ceil(startMs / stepMs), 0) * stepMs
  return { startMs: Math.min(first, last), endMs: last, stepMs }
}

/** The moments of a window, in Unix seconds. */
export function timesOf({ startMs, endMs, stepMs }: TimeWindow): number[] {
  const times: number[] = []
  for (let timeMs = startMs; timeMs <= endMs; timeMs += stepMs) times.push(timeMs / 1000)
  return times
}

/** How long a `rate` looks back: over a few samples, and over all of a step. */
export function rateWindow({ stepMs }: TimeWindow): string {
  return `${Math.max(60, stepMs / 1000)}s`
}
