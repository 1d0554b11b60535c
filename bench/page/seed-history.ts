import { mkdirSync } from 'node:fs'

import { openSeriesHistory } from '@cryo/history'

import { createFleet } from '../history/fleet.ts'

const STEP_MS = 10_000
const DAY_MS = 86_400_000

/** Writes days of samples, up to now, as the hub would have. @returns How many there are. */
export function seedHistory(dir: string, days: number, series: number): number {
  const endMs = Math.floor(Date.now() / STEP_MS) * STEP_MS
  const clock = { nowMs: endMs - days * DAY_MS }
  mkdirSync(dir, { recursive: true })
  const history = openSeriesHistory({ dir, nowMs: () => clock.nowMs })
  const fleet = createFleet(series)
  const handles = fleet.labels.map((labels) => history.open(labels) ?? -1)
  let samples = 0
  for (let timeMs = clock.nowMs; timeMs < endMs; timeMs += STEP_MS) {
    clock.nowMs = timeMs
    fleet.advance(timeMs)
    for (const [index, handle] of handles.entries()) history.append(handle, timeMs, fleet.values[index] ?? 0)
    samples += handles.length
    while (history.work(timeMs)) continue
  }
  history.close()
  return samples
}
