import { describe, expect, it } from 'vitest'

import { createEtaEstimator } from '../../src/eta/create-eta-estimator.ts'
import type { EtaEstimator } from '../../src/eta/eta-estimator.ts'
import { longestEstimate } from '../../src/eta/longest-estimate.ts'

/** Feeds items that each take what `pace` says; returns the seconds so far. */
function work(
  estimator: EtaEstimator,
  items: number,
  pace: (item: number) => number,
  from = { item: 0, seconds: 0 },
): number {
  let { seconds } = from
  for (let item = from.item; item < from.item + items; item++) {
    seconds += pace(item)
    estimator.observe(item + 1, seconds)
  }
  return seconds
}

function p50(estimator: EtaEstimator, remaining: number, seconds: number): number {
  const estimate = estimator.estimate(remaining, seconds)
  expect(estimate).not.toBeNull()
  return estimate?.p50Seconds ?? Number.NaN
}

describe('evidence', () => {
  it('is needed for a forecast and for a rate', () => {
    const estimator = createEtaEstimator()
    expect(estimator.estimate(100, 5)).toBeNull()
    expect(estimator.rate(5)).toBeNull()
    estimator.observe(1, 0.2)
    expect(estimator.estimate(99, 0.2)).toBeNull()
    estimator.observe(2, 0.4)
    estimator.observe(3, 0.6)
    expect(p50(estimator, 97, 0.6)).toBeCloseTo(19.4, 0)
  })

  it('is one update after a second', () => {
    const estimator = createEtaEstimator()
    estimator.observe(500, 60)
    expect(p50(estimator, 500, 60)).toBeCloseTo(60, 6)
  })

  it('is an earlier run, before the first item of this one', () => {
    const estimator = createEtaEstimator({ priorRuns: [{ items: 1000, seconds: 3600 }] })
    expect(p50(estimator, 500, 0)).toBeCloseTo(1800, 6)
  })
})

describe('forecast', () => {
  it('is exact for steady work', () => {
    const estimator = createEtaEstimator()
    const seconds = work(estimator, 400, () => 0.5)
    expect(p50(estimator, 600, seconds)).toBeCloseTo(300, 3)
    expect(estimator.rate(seconds)).toBeCloseTo(2, 6)
  })

  it('is nothing where nothing remains', () => {
    const estimator = createEtaEstimator()
    expect(estimator.estimate(0, 0)).toEqual({ p50Seconds: 0, p90Seconds: 0 })
    expect(estimator.estimate(-5, 10)).toEqual({ p50Seconds: 0, p90Seconds: 0 })
    expect(estimator.estimate(Number.NaN, 10)).toBeNull()
  })

  it('leaves a warm-up behind', () => {
    const estimator = createEtaEstimator()
    const warm = work(estimator, 100, () => 2)
    const seconds = work(estimator, 400, () => 0.5, { item: 100, seconds: warm })
    expect(p50(estimator, 500, seconds) / 250).toBeGreaterThan(0.9)
    expect(p50(estimator, 500, seconds) / 250).toBeLessThan(1.1)
  })

  it('follows work that becomes slower', () => {
    const pace = (item: number): number => 0.1 + item / 1000
    const estimator = createEtaEstimator()
    const seconds = work(estimator, 500, pace)
    const truth = work(createEtaEstimator(), 500, pace, { item: 500, seconds: 0 })
    expect(p50(estimator, 500, seconds) / truth).toBeGreaterThan(0.9)
    expect(p50(estimator, 500, seconds) / truth).toBeLessThan(1.1)
  })

  it('does not shrink to nothing while the job stands still', () => {
    const estimator = createEtaEstimator()
    const seconds = work(estimator, 500, () => 1)
    expect(p50(estimator, 500, seconds + 400)).toBeGreaterThan(490)
  })

  it('counts down within an update that takes long', () => {
    const estimator = createEtaEstimator()
    for (let batch = 1; batch <= 5; batch++) estimator.observe(100 * batch, 60 * batch)
    expect(p50(estimator, 500, 300)).toBeCloseTo(300, 3)
    expect(p50(estimator, 500, 330)).toBeCloseTo(270, 3)
  })

  it('has a P90 that is wider for uneven work', () => {
    const spreadOf = (pace: (item: number) => number): number => {
      const estimator = createEtaEstimator()
      const seconds = work(estimator, 300, pace)
      const { p50Seconds, p90Seconds } = estimator.estimate(700, seconds) ?? { p50Seconds: 1, p90Seconds: 0 }
      return p90Seconds / p50Seconds
    }
    const steady = spreadOf(() => 1)
    const bursty = spreadOf((item) => (item % 60 === 0 ? 60 : 0.1))
    expect(steady).toBeGreaterThan(1)
    expect(bursty).toBeGreaterThan(steady)
  })

  it('is never negative, NaN or infinite, whatever is fed', () => {
    let state = 7
    const random = (): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return state / 2 ** 32
    }
    const odd = [0, -1, Number.NaN, Infinity, 1e-300, 1e300, Number.MAX_SAFE_INTEGER]
    for (let round = 0; round < 300; round++) {
      const estimator = createEtaEstimator({ priorRuns: [{ items: random() * 10, seconds: random() }] })
      let items = 0
      let seconds = 0
      for (let step = 0; step < 30; step++) {
        items +=
          random() < 0.2 ? (odd[Math.floor(random() * odd.length)] ?? 0) : random() * 10 ** (random() * 8)
        seconds +=
          random() < 0.2 ? (odd[Math.floor(random() * odd.length)] ?? 0) : random() * 10 ** (random() * 4 - 2)
        estimator.observe(items, seconds)
        const estimate = estimator.estimate(random() * 1e6, seconds)
        if (estimate === null) continue
        expect(estimate.p50Seconds).toBeGreaterThanOrEqual(0)
        expect(estimate.p90Seconds).toBeGreaterThanOrEqual(estimate.p50Seconds)
        expect(estimate.p90Seconds).toBeLessThan(Infinity)
      }
    }
  })
})

describe('earlier runs', () => {
  it('weigh much at the start and little at the end', () => {
    const errorAt = (items: number): number => {
      const estimator = createEtaEstimator({ priorRuns: [{ items: 1000, seconds: 1000 }] })
      const seconds = work(estimator, items, () => 2)
      return Math.abs(p50(estimator, 1000 - items, seconds) / (2 * (1000 - items)) - 1)
    }
    expect(errorAt(5)).toBeGreaterThan(errorAt(900))
    expect(errorAt(900)).toBeLessThan(0.1)
  })

  it('may become known later', () => {
    const estimator = createEtaEstimator()
    estimator.learn([
      { items: 100, seconds: 100 },
      { items: 100, seconds: 110 },
      { items: 100, seconds: 90 },
    ])
    expect(p50(estimator, 100, 0)).toBeCloseTo(100, 6)
  })

  it('that tell nothing are left out', () => {
    const estimator = createEtaEstimator({
      priorRuns: [
        { items: 0, seconds: 10 },
        { items: Number.NaN, seconds: 10 },
        { items: 5, seconds: -1 },
      ],
    })
    expect(estimator.estimate(100, 0)).toBeNull()
  })
})

describe('rate', () => {
  it('follows what happens now, and falls while nothing does', () => {
    const estimator = createEtaEstimator()
    const slow = work(estimator, 100, () => 1)
    const seconds = work(estimator, 200, () => 0.1, { item: 100, seconds: slow })
    expect(estimator.rate(seconds)).toBeGreaterThan(9)
    expect(estimator.rate(seconds + 60)).toBeLessThan(0.1)
  })

  it('stands still between the updates of a job that reports seldom', () => {
    const estimator = createEtaEstimator()
    for (let batch = 1; batch <= 10; batch++) estimator.observe(1000 * batch, 60 * batch)
    expect(estimator.rate(600)).toBeCloseTo(1000 / 60, 3)
    expect(estimator.rate(655)).toBeCloseTo(1000 / 60, 3)
  })
})

describe('what runs side by side', () => {
  it('is done when the last is', () => {
    expect(
      longestEstimate([
        { p50Seconds: 10, p90Seconds: 40 },
        { p50Seconds: 20, p90Seconds: 25 },
      ]),
    ).toEqual({ p50Seconds: 20, p90Seconds: 40 })
    expect(longestEstimate([{ p50Seconds: 1, p90Seconds: 2 }, null])).toBeNull()
    expect(longestEstimate([])).toBeNull()
  })
})
