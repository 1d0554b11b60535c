import { afterEach, describe, expect, it, vi } from 'vitest'
import { SeriesStore } from '../../src/metrics/series-store.ts'
import { NO_RECORDED_VALUE } from '../../src/otlp/metric.ts'
import {
  counter,
  deltaCounter,
  exported,
  gauge,
  histogram,
  ingest,
  point,
  request,
  START_MS,
  upDownCounter,
} from './points.ts'
import { ingestMetrics } from '../../src/metrics/ingest-metrics.ts'

const HOUR_MS = 3_600_000

afterEach(() => {
  vi.useRealTimers()
})

describe('the latest value', () => {
  it('replaces the one before, for each set of attributes, whatever their order', () => {
    const store = new SeriesStore()
    const both = { attributes: { a: 1, b: 2 } }
    ingest(store, gauge(point(1, { route: '/a' }), point(2, { route: '/b' }), point(3, both)))
    ingest(
      store,
      gauge(point(5, { route: '/a', timeMs: START_MS + 2000 }), point(4, { attributes: { b: 2, a: 1 } })),
    )
    expect(exported(store).map(({ attributes, timeMs }) => [attributes, timeMs])).toEqual([
      [{ route: '/a' }, START_MS + 2000],
      [{ route: '/b' }, START_MS + 1000],
      [{ a: 1, b: 2 }, START_MS + 1000],
    ])
    expect(exported(store)).toMatchObject([{ value: 5 }, { value: 2 }, { value: 4 }])
  })

  it('tells values of other types and metrics of other kinds apart', () => {
    const store = new SeriesStore()
    ingest(store, gauge(point(1, { attributes: { a: 1 } }), point(2, { attributes: { a: '1' } })))
    ingest(store, gauge(point(3, { attributes: { a: ['1'] } }), point(4, { attributes: { a: null } })))
    ingest(store, { ...upDownCounter(point(5)), name: 'temperature' })
    expect(exported(store).map((each) => ('value' in each ? each.value : 0))).toEqual([1, 2, 3, 4, 5])
  })

  it('is not an older one that was overtaken or sent again, but is one of a clock that was set back', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: START_MS + 60_000 })
    const store = new SeriesStore()
    ingest(store, gauge(point(1, { timeMs: START_MS + 60_000 })))
    for (const timeMs of [START_MS + 59_000, START_MS - HOUR_MS, START_MS - 720 * HOUR_MS])
      expect(ingest(store, gauge(point(2, { timeMs })))).toEqual({ taken: 0, outdated: 1, refused: 0 })
    expect(exported(store)).toMatchObject([{ value: 1 }])
    vi.setSystemTime(START_MS - HOUR_MS)
    expect(ingest(store, gauge(point(3, { timeMs: START_MS - HOUR_MS })))).toMatchObject({ taken: 1 })
    expect(exported(store)).toMatchObject([{ value: 3, timeMs: START_MS - HOUR_MS }])
  })

  it('of a counter starts anew where the sender does', () => {
    const store = new SeriesStore()
    ingest(store, counter(point(10, { isInt: true })))
    expect(exported(store)).toMatchObject([{ type: 'sum', value: 10, isInt: true, startMs: START_MS }])
    ingest(store, counter(point(1, { startMs: START_MS + 5000, timeMs: START_MS + 6000 })))
    expect(exported(store)).toMatchObject([{ value: 1, startMs: START_MS + 5000 }])
  })

  it('goes when the sender says that there is none', () => {
    const store = new SeriesStore()
    ingest(store, gauge(point(1, { route: '/a' }), point(2, { route: '/b' })))
    ingest(store, gauge(point(0, { route: '/a', flags: NO_RECORDED_VALUE })))
    expect(exported(store)).toMatchObject([{ value: 2 }])
    ingest(store, gauge(point(0, { route: '/b', flags: NO_RECORDED_VALUE }), point(7, { route: '/b' })))
    expect(exported(store)).toMatchObject([{ value: 7 }])
    ingest(store, gauge(point(0, { route: '/b', flags: NO_RECORDED_VALUE })))
    expect([store.seriesCount, store.bytes, [...store.resources()]]).toEqual([0, 0, []])
  })
})

describe('deltas', () => {
  it('add up to a cumulative sum since the first of them', () => {
    const store = new SeriesStore()
    ingest(store, deltaCounter(point(3)))
    ingest(store, deltaCounter(point(4, { startMs: START_MS + 1000, timeMs: START_MS + 2000 })))
    expect(exported(store)).toMatchObject([
      { value: 7, startMs: START_MS, timeMs: START_MS + 2000, type: 'sum' },
    ])
  })

  it('count once when they are sent twice', () => {
    const store = new SeriesStore()
    ingest(store, deltaCounter(point(3)))
    expect(ingest(store, deltaCounter(point(3)))).toEqual({ taken: 0, outdated: 1, refused: 0 })
    expect(exported(store)).toMatchObject([{ value: 3 }])
  })

  it('of histograms add up bucket by bucket, and start anew with other bounds', () => {
    const store = new SeriesStore()
    ingest(store, histogram([1, 2, 3], { temporality: 'delta' }))
    ingest(store, histogram([10, 0, 1], { temporality: 'delta', timeMs: START_MS + 2000 }))
    expect(exported(store)).toMatchObject([{ counts: [11, 2, 4], count: 17, sum: 17, bounds: [1, 10] }])
    ingest(store, histogram([5, 5], { temporality: 'delta', bounds: [2], timeMs: START_MS + 3000 }))
    expect(exported(store)).toMatchObject([{ counts: [5, 5], count: 10, bounds: [2] }])
  })
})

describe('several sources of one series', () => {
  it('add up counters, up-down counters and histograms', () => {
    const store = new SeriesStore()
    for (const [source, value] of [
      ['main', 3],
      ['worker 1', 4],
      ['worker 2', 5],
    ] as const) {
      ingest(
        store,
        counter(point(value, { startMs: START_MS + value, timeMs: START_MS + 1000 + value })),
        source,
      )
      ingest(store, upDownCounter(point(-value)), source)
      ingest(store, histogram([value, 0, 1]), source)
    }
    const first = { startMs: START_MS + 3, timeMs: START_MS + 1005 }
    expect(exported(store)).toMatchObject([
      { value: 12, ...first },
      { value: -12 },
      { counts: [12, 0, 3], count: 15 },
    ])
    ingest(store, counter(point(6, { timeMs: START_MS + 2000 })), 'main')
    expect(exported(store)).toMatchObject([{ value: 15 }, {}, {}])
    expect(store.seriesCount).toBe(3)
  })

  it('of a gauge: the latest counts', () => {
    const store = new SeriesStore()
    ingest(store, gauge(point(1, { timeMs: START_MS + 3000 })), 'a')
    ingest(store, gauge(point(2, { timeMs: START_MS + 2000 })), 'b')
    expect(exported(store)).toMatchObject([{ value: 1 }])
    ingest(store, gauge(point(0, { flags: NO_RECORDED_VALUE })), 'a')
    expect(exported(store)).toMatchObject([{ value: 2 }])
  })

  it('of a histogram must have the same bounds', () => {
    const store = new SeriesStore()
    ingest(store, histogram([1, 1, 1]), 'a')
    expect(ingest(store, histogram([1, 1], { bounds: [5] }), 'b')).toEqual({
      taken: 0,
      outdated: 0,
      refused: 1,
    })
    expect(exported(store)).toMatchObject([{ count: 3 }])
    expect(ingest(store, histogram([1, 1], { bounds: [5], timeMs: START_MS + 2000 }), 'a')).toMatchObject({
      taken: 1,
    })
    expect(exported(store)).toMatchObject([{ count: 2, bounds: [5] }])
  })
})

describe('a request', () => {
  it('is taken in steps', () => {
    const store = new SeriesStore()
    const points = Array.from({ length: 2000 }, (_, index) => point(index, { route: `/${index}` }))
    const steps = ingestMetrics(store, request([counter(...points)]))
    let count = 0
    while (steps.next().done !== true) count++
    expect([count, store.seriesCount]).toEqual([3, 2000])
  })

  it('may meet another one between its steps', () => {
    const store = new SeriesStore()
    const points = Array.from({ length: 600 }, () => point(1, { route: '/same' }))
    const steps = ingestMetrics(store, request([gauge(...points, point(2, { route: '/same' }))]))
    steps.next()
    ingest(store, gauge(point(0, { route: '/same', flags: NO_RECORDED_VALUE })))
    ingest(store, gauge(point(9, { route: '/same' })))
    while (steps.next().done !== true);
    expect(store.seriesCount).toBe(1)
    expect(exported(store)).toMatchObject([{ value: 2 }])
  })

  it('keeps summaries as they are', () => {
    const store = new SeriesStore()
    const summary = (value: number) => ({
      ...point(0),
      count: 2,
      sum: 3,
      quantiles: [{ quantile: 0.5, value }],
    })
    const names = { name: 'latency', description: '', unit: 'ms', type: 'summary' } as const
    ingest(store, { ...names, points: [summary(1)] })
    ingest(store, { ...names, points: [summary(2)] })
    expect(exported(store)).toMatchObject([{ type: 'summary', count: 2, sum: 3, quantiles: [{ value: 2 }] }])
  })
})
