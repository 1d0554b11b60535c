import { describe, expect, it } from 'vitest'

import { GapMeter } from '../../src/run/gap-meter.ts'

/** A meter that has seen these gaps, settled after each so many milliseconds as a run does. */
function learn(gapsMs: readonly number[]): GapMeter {
  const meter = new GapMeter(0)
  let nowMs = 0
  let settledMs = 0
  meter.note(nowMs)
  for (const gapMs of gapsMs) {
    nowMs += gapMs
    meter.note(nowMs)
    if (nowMs - settledMs >= 100) {
      meter.settle()
      settledMs = nowMs
    }
  }
  meter.settle()
  return meter
}

function repeat(gapMs: number, count: number): number[] {
  return Array.from({ length: count }, () => gapMs)
}

describe('the limit of silence', () => {
  it('is ten usual gaps', () => {
    const meter = learn(repeat(1000, 20))
    expect(meter.usualMs).toBeCloseTo(1000)
    expect(meter.stallLimitMs(null)).toBeCloseTo(10_000)
  })

  it('is at most what the caller says, and 300 s', () => {
    expect(learn(repeat(1000, 20)).stallLimitMs(5000)).toBe(5000)
    expect(learn(repeat(60_000, 20)).stallLimitMs(null)).toBe(300_000)
  })

  it('is never below two gaps, nor two seconds', () => {
    expect(learn(repeat(600_000, 20)).stallLimitMs(null)).toBeCloseTo(1_200_000)
    expect(learn(repeat(600_000, 20)).stallLimitMs(5000)).toBeCloseTo(1_200_000)
    expect(learn(repeat(0.01, 100_000)).stallLimitMs(null)).toBe(2000)
  })

  it('spares work that comes in bursts', () => {
    const burst = [...repeat(0.05, 1000), 10_000]
    expect(learn(Array.from({ length: 20 }, () => burst).flat()).stallLimitMs(null)).toBeGreaterThanOrEqual(
      20_000,
    )
  })

  it('forgets a long gap', () => {
    const meter = learn([60_000, ...repeat(100, 3000)])
    expect(meter.stallLimitMs(null)).toBeGreaterThan(60_000)
    expect(learn([60_000, ...repeat(100, 300_000)]).stallLimitMs(null)).toBe(2000)
  })

  it('is wide before there are gaps, and does not count the time before the first item', () => {
    const meter = new GapMeter(0)
    expect(meter.stallLimitMs(null)).toBe(900_000)
    expect(meter.stallLimitMs(7000)).toBe(7000)
    meter.note(60_000)
    meter.note(61_000)
    meter.settle()
    expect(meter.usualMs).toBe(1000)
  })
})
