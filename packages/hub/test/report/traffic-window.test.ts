import { describe, expect, it } from 'vitest'

import { bucketQuantile } from '../../src/report/bucket-quantile.ts'
import { TrafficWindow } from '../../src/report/traffic-window.ts'

const BOUNDS = [0.1, 1]

function totals(count: number, failures: number, buckets: readonly number[]) {
  return { count, failures, buckets: Float64Array.from(buckets), bounds: BOUNDS }
}

describe('traffic window', () => {
  it('tells rate, errors and quantiles of the last minute only', () => {
    const window = new TrafficWindow()
    // 1,000 slow calls an hour ago, then 10 fast ones a second.
    window.observe('fit', 0, totals(1000, 100, [0, 0, 1000]))
    let last = totals(0, 0, [0, 0, 0])
    for (let second = 5; second <= 120; second += 5) {
      last = totals(1000 + second * 10, 100 + second, [second * 10, 0, 1000])
      window.observe('fit', second * 1000, last)
    }
    const summary = window.summarize('fit', 120_000, last)
    expect(summary.count).toBe(2200)
    expect(summary.ratePerSecond).toBeCloseTo(10)
    expect(summary.errorRatio).toBeCloseTo(0.1)
    expect(summary.p50Seconds).toBeCloseTo(0.05)
    expect(summary.p99Seconds).toBeCloseTo(0.099)
  })

  it('counts what happened before the first look', () => {
    const window = new TrafficWindow()
    const seen = totals(5, 0, [5, 0, 0])
    window.observe('job', 10_000, seen)
    expect(window.summarize('job', 10_000, seen).ratePerSecond).toBe(1)
  })

  it('says null, not zero, where nothing happened', () => {
    const window = new TrafficWindow()
    const idle = totals(7, 1, [7, 0, 0])
    for (let second = 0; second <= 120; second += 5) window.observe('idle', second * 1000, idle)
    expect(window.summarize('idle', 120_000, idle)).toMatchObject({
      count: 7,
      ratePerSecond: 0,
      errorRatio: null,
      p50Seconds: null,
    })
  })

  it('starts anew when a process restarted and its totals fell', () => {
    const window = new TrafficWindow()
    window.observe('fit', 0, totals(1000, 0, [1000, 0, 0]))
    window.observe('fit', 5000, totals(1050, 0, [1050, 0, 0]))
    const restarted = totals(20, 0, [20, 0, 0])
    window.observe('fit', 10_000, restarted)
    expect(window.summarize('fit', 10_000, restarted).ratePerSecond).toBeGreaterThanOrEqual(0)
    expect(window.summarize('fit', 10_000, restarted).count).toBe(20)
  })
})

describe('quantile of buckets', () => {
  it('interpolates within the bucket and stops at the last bound', () => {
    expect(bucketQuantile(0.5, [10, 10, 0], BOUNDS)).toBeCloseTo(0.1)
    expect(bucketQuantile(0.75, [10, 10, 0], BOUNDS)).toBeCloseTo(0.55)
    expect(bucketQuantile(0.99, [0, 0, 4], BOUNDS)).toBe(1)
    expect(bucketQuantile(0.5, [0, 0, 0], BOUNDS)).toBeNull()
  })
})
