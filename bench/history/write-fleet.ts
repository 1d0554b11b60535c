import type { SeriesHistory } from '@cryo/history'

import { median } from '../medians.ts'
import { createFleet } from './fleet.ts'

/** Time between two samples of a series. */
export const STEP_MS = 10_000

/** What {@link writeFleet} writes. */
export interface FleetOfTime {
  readonly series: number
  readonly startMs: number
  readonly endMs: number
}

/** What writing took. */
export interface Writing {
  readonly samples: number
  /** CPU time of this thread, with making the samples. */
  readonly seconds: number
  readonly longestAppendMs: number
  readonly longestWorkMs: number
  readonly medianWorkMs: number
}

/**
 * Records as the hub does: a round of samples, and slices of work while there is some.
 *
 * @param clock - What the history takes for now; it is set on.
 */
export function writeFleet(
  history: SeriesHistory,
  { series, startMs, endMs }: FleetOfTime,
  clock: { nowMs: number },
): Writing {
  const fleet = createFleet(series)
  const handles = fleet.labels.map((labels) => history.open(labels) ?? -1)
  let longestAppendMs = 0
  const workMs: number[] = []
  let samples = 0
  const cpu = process.threadCpuUsage()
  for (let timeMs = startMs; timeMs < endMs; timeMs += STEP_MS) {
    clock.nowMs = timeMs
    fleet.advance(timeMs)
    const before = performance.now()
    for (const [index, handle] of handles.entries()) history.append(handle, timeMs, fleet.values[index] ?? 0)
    longestAppendMs = Math.max(longestAppendMs, performance.now() - before)
    samples += handles.length
    for (let isMore = true; isMore;) {
      const started = performance.now()
      isMore = history.work(timeMs)
      workMs.push(performance.now() - started)
    }
  }
  const { user, system } = process.threadCpuUsage(cpu)
  return {
    samples,
    seconds: (user + system) / 1e6,
    longestAppendMs,
    longestWorkMs: workMs.reduce((most, each) => Math.max(most, each), 0),
    medianWorkMs: median(workMs),
  }
}
