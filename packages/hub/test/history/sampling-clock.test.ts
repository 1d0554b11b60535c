import { expect, it } from 'vitest'

import { SamplingClock } from '../../src/history/sampling-clock.ts'

it('gives times that are evenly apart, however late timers are, and never ahead of the clock', () => {
  const clock = new SamplingClock(10_000)
  const times: number[] = []
  let nowMs = 1_763_800_000_345
  for (let index = 0; index < 1000; index++) {
    const timeMs = clock.next(nowMs)
    expect(timeMs).toBeLessThanOrEqual(nowMs)
    expect(timeMs).toBeGreaterThan(nowMs - 2000)
    times.push(timeMs)
    nowMs += 10_000 + (index % 7)
  }
  const gaps = times.slice(1).map((timeMs, index) => timeMs - (times[index] ?? 0))
  expect(gaps.filter((gap) => gap === 10_000).length).toBeGreaterThan(990)
  expect(new Set(times.map((timeMs) => Math.floor(timeMs / 10_000))).size).toBe(1000)
})

it('follows a clock that was set', () => {
  const clock = new SamplingClock(10_000)
  clock.next(1_763_800_000_000)
  expect(clock.next(1_763_803_610_000)).toBe(1_763_803_610_000)
  expect(clock.next(1_763_800_020_700)).toBe(1_763_800_020_000)
})
