import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { addLiveRun, type LiveRun, removeLiveRun } from '../../src/run/live-runs.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('gives each of very many runs its turn, and holds the thread up for few of them at a time', () => {
  let ticks = 0
  let most = 0
  const told = new Map<LiveRun, number>()
  const runs = Array.from({ length: 1000 }, (): LiveRun => {
    const run: LiveRun = {
      job: 'many',
      learn() {},
      tick() {
        ticks++
        told.set(run, (told.get(run) ?? 0) + 1)
      },
      interrupt() {},
      save() {},
    }
    return run
  })
  for (const run of runs) addLiveRun(run)
  try {
    for (let round = 0; round < 60; round++) {
      ticks = 0
      vi.advanceTimersByTime(250)
      most = Math.max(most, ticks)
    }
    expect(most).toBe(200)
    expect(told.size).toBe(1000)
    // A round that ends the turn may have few left to tell.
    expect(Math.min(...told.values())).toBeGreaterThanOrEqual(9)
  } finally {
    for (const run of runs) removeLiveRun(run)
  }
})
