import { describe, expect, it } from 'vitest'
import {
  followExponential,
  toClassicBuckets,
  toExponentialState,
} from '../../src/metrics/exponential-state.ts'
import { SeriesStore } from '../../src/metrics/series-store.ts'
import type { ExponentialBuckets, ExponentialHistogramPoint, Metric } from '../../src/otlp/metric.ts'
import { exported, ingest, point, START_MS } from './points.ts'

const NONE: ExponentialBuckets = { offset: 0, counts: [] }

function exponential(more: Partial<ExponentialHistogramPoint>): ExponentialHistogramPoint {
  const count = [...(more.positive?.counts ?? []), ...(more.negative?.counts ?? [])].reduce(
    (a, b) => a + b,
    0,
  )
  const totals = { count: count + (more.zeroCount ?? 0), sum: 1, min: undefined, max: undefined }
  return {
    ...point(0),
    ...totals,
    scale: 0,
    zeroCount: 0,
    zeroThreshold: 0,
    positive: NONE,
    negative: NONE,
    ...more,
  }
}

function classic(more: Partial<ExponentialHistogramPoint>): ReturnType<typeof toClassicBuckets> {
  const state = toExponentialState(exponential(more))
  if (state === undefined) throw new Error('refused')
  return toClassicBuckets(state)
}

describe('an exponential histogram', () => {
  it('has the bounds of its buckets as a classic one', () => {
    // Buckets (2,4], (4,8] and (8,16] of base 2.
    expect(classic({ positive: { offset: 1, counts: [3, 0, 5] } })).toEqual({
      bounds: [2, 4, 8, 16],
      counts: [0, 3, 0, 5, 0],
    })
  })

  it('has zero and negative values below', () => {
    const { bounds, counts } = classic({
      zeroCount: 7,
      negative: { offset: 0, counts: [1, 2] },
      positive: { offset: 0, counts: [4] },
    })
    expect(bounds).toEqual([-2, -1, 0, 1, 2])
    expect(counts).toEqual([2, 1, 7, 0, 4, 0])
  })

  it('is made coarser exactly: four buckets a doubling become two', () => {
    const { bounds, counts } = classic({
      scale: 2,
      positive: { offset: 0, counts: [1, 2, 3, 4, 5, 6, 7, 8] },
    })
    expect(bounds).toEqual([1, Math.SQRT2, 2, 2 ** 1.5, 4])
    expect(counts).toEqual([0, 3, 7, 11, 15, 0])
    const below = classic({ scale: 3, positive: { offset: -5, counts: [1, 1, 1, 1, 1] } })
    expect(below.counts).toEqual([0, 1, 4, 0])
  })

  it('has no more than 64 buckets a side, and those of empty ends not at all', () => {
    const wide = classic({
      scale: 1,
      positive: { offset: -100, counts: Array.from({ length: 200 }, () => 1) },
    })
    expect(wide.bounds.length).toBeLessThanOrEqual(66)
    expect(wide.counts.reduce((a, b) => a + b, 0)).toBe(200)
    const padded = [...Array.from({ length: 500 }, () => 0), 9, ...Array.from({ length: 500 }, () => 0)]
    expect(classic({ positive: { offset: -500, counts: padded } })).toEqual({
      bounds: [1, 2],
      counts: [0, 9, 0],
    })
  })

  it('reaches to the ends of what a double holds, and is refused beyond', () => {
    expect(classic({ scale: -10, positive: { offset: -1, counts: [1, 2] } })).toEqual({
      bounds: [2 ** -1024, 1, Number.MAX_VALUE],
      counts: [0, 1, 2, 0],
    })
    for (const offset of [2 ** 31, -(2 ** 31), 5000, Number.MAX_SAFE_INTEGER]) {
      expect(toExponentialState(exponential({ positive: { offset, counts: [1] } }))).toBeUndefined()
    }
    expect(
      toExponentialState(exponential({ scale: 20, positive: { offset: 2 ** 21, counts: [1] } })),
    ).toBeDefined()
  })

  it('keeps the bounds that it had when its range moves', () => {
    const before = toExponentialState(exponential({ positive: { offset: 0, counts: [1, 1] } }))!
    const after = toExponentialState(exponential({ positive: { offset: 3, counts: [5] } }))!
    expect(toClassicBuckets(followExponential(before, after, false))).toEqual({
      bounds: [1, 2, 4, 8, 16],
      counts: [0, 0, 0, 0, 5, 0],
    })
    expect(toClassicBuckets(followExponential(before, after, true)).counts).toEqual([0, 1, 1, 0, 5, 0])
  })
})

describe('the store', () => {
  const metric = (temporality: 'cumulative' | 'delta', more: Partial<ExponentialHistogramPoint>): Metric => ({
    name: 'e',
    description: '',
    unit: 's',
    type: 'exponentialHistogram',
    temporality,
    points: [exponential(more)],
  })

  it('shows exponential histograms as classic ones, and adds up their deltas', () => {
    const store = new SeriesStore()
    ingest(store, metric('delta', { positive: { offset: 0, counts: [1, 1] } }))
    ingest(
      store,
      metric('delta', { scale: 1, positive: { offset: 0, counts: [1, 2] }, timeMs: START_MS + 2000 }),
    )
    expect(exported(store)).toMatchObject([
      { type: 'histogram', bounds: [1, 2, 4], counts: [0, 4, 1, 0], count: 5, sum: 2, startMs: START_MS },
    ])
  })

  it('refuses one that no classic histogram can show', () => {
    const store = new SeriesStore()
    expect(ingest(store, metric('cumulative', { positive: { offset: 9e9, counts: [1] } }))).toMatchObject({
      refused: 1,
    })
    expect(store.seriesCount).toBe(0)
  })
})
