import { describe, expect, it, vi } from 'vitest'
import { endResource, endSource, expireSeries } from '../../src/metrics/end-series.ts'
import { ingestMetrics } from '../../src/metrics/ingest-metrics.ts'
import { resourceKey } from '../../src/metrics/metric-path.ts'
import type { Source } from '../../src/metrics/series.ts'
import { SeriesStore } from '../../src/metrics/series-store.ts'
import { toAttributes } from '../../src/otlp/attributes.ts'
import { NO_RECORDED_VALUE } from '../../src/otlp/metric.ts'
import { createResource } from '../../src/otlp/resource.ts'
import { runSteps } from '../../src/otlp/steps.ts'
import {
  counter,
  exported,
  flatten,
  gauge,
  histogram,
  ingest,
  point,
  request,
  RESOURCE,
  START_MS,
  upDownCounter,
} from './points.ts'

const END_MS = START_MS + 60_000
const OTHER = createResource(toAttributes({ 'service.name': 'other' }))

describe('the end of a resource', () => {
  it('ends each of its series, and leaves those of others', () => {
    const store = new SeriesStore()
    const metrics = [
      counter(point(3, { route: '/a', isInt: true }), point(4, { route: '/b' })),
      histogram([1, 2, 3]),
    ]
    runSteps(ingestMetrics(store, request(metrics)))
    runSteps(ingestMetrics(store, request(metrics, OTHER)))
    const ends = endResource(store, resourceKey(RESOURCE), END_MS)
    expect(store.seriesCount).toBe(3)
    const points = flatten(ends)
    expect(points).toHaveLength(3)
    const end = { flags: NO_RECORDED_VALUE, timeMs: END_MS, startMs: START_MS }
    expect(points).toMatchObject([
      { name: 'requests', type: 'sum', attributes: { route: '/a' }, value: 3, isInt: true, ...end },
      { name: 'requests', attributes: { route: '/b' }, ...end },
      { name: 'duration', type: 'histogram', bounds: [1, 10], counts: [1, 2, 3], count: 6, sum: 6, ...end },
    ])
    expect([...store.resources()].map(({ resource }) => resource)).toEqual([OTHER])
    expect(flatten(endResource(store, resourceKey(RESOURCE), END_MS))).toEqual([])
  })

  it('comes after the last value, for a series has one value at a time', () => {
    const store = new SeriesStore()
    ingest(store, gauge(point(1, { timeMs: END_MS + 5 })))
    expect(flatten(endResource(store, resourceKey(RESOURCE), END_MS))).toMatchObject([{ timeMs: END_MS + 6 }])
  })

  it('is told in batches', () => {
    const store = new SeriesStore()
    ingest(store, counter(...Array.from({ length: 2500 }, (_, index) => point(1, { route: `/${index}` }))))
    const sizes = [...endResource(store, resourceKey(RESOURCE), END_MS)].map(
      (batch) => flatten([batch]).length,
    )
    expect(sizes).toEqual([1000, 1000, 500])
  })
})

describe('the end of a source', () => {
  it('leaves what it counted, and ends its gauges and up-down counters', () => {
    const store = new SeriesStore()
    for (const [source, value] of [
      ['main', 10],
      [1, 3],
      [2, 4],
    ] as const) {
      ingest(store, counter(point(value)), source)
      ingest(store, histogram([value, 0, 0]), source)
      ingest(store, upDownCounter(point(value)), source)
    }
    ingest(store, gauge(point(20)), 1)
    const ended = flatten(endSource(store, 1, END_MS))
    expect(ended).toMatchObject([{ name: 'temperature', value: 20, flags: NO_RECORDED_VALUE }])
    expect(exported(store)).toMatchObject([{ value: 17 }, { count: 17 }, { value: 14 }])
    expect(flatten(endSource(store, 2, END_MS))).toEqual([])
    expect(exported(store)).toMatchObject([{ value: 17 }, { count: 17, counts: [17, 0, 0] }, { value: 10 }])
    ingest(store, counter(point(5)), 3)
    expect(exported(store)[0]).toMatchObject({ value: 22, startMs: START_MS })
  })

  it('leaves series of others alone', () => {
    const store = new SeriesStore()
    ingest(store, gauge(point(1)), 'a')
    expect(flatten(endSource(store, 'b', END_MS))).toEqual([])
    expect(exported(store)).toMatchObject([{ value: 1 }])
  })
})

describe('series of processes that no longer send', () => {
  it('go', () => {
    const store = new SeriesStore()
    ingest(store, counter(point(1, { route: '/old' }), point(2, { route: '/new', timeMs: END_MS })))
    ingest(store, upDownCounter(point(1)), 'a')
    ingest(store, upDownCounter(point(1, { timeMs: END_MS })), 'b')
    expect(expireSeries(store, END_MS)).toBe(1)
    expect(exported(store)).toMatchObject([{ value: 2 }, { value: 2 }])
  })

  it('stays as long as its sender is attached, which says only what changes', () => {
    const store = new SeriesStore()
    ingest(store, gauge(point(1)), 'attached')
    const isThere = (source: Source): boolean => source === 'attached'
    expect(expireSeries(store, END_MS, isThere)).toBe(0)
    expect(expireSeries(store, END_MS)).toBe(1)
  })

  it('expires though our own clock was ahead when it came, and was set back', () => {
    const store = new SeriesStore()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1e10 })
    ingest(store, gauge(point(1, { timeMs: Date.now() })))
    vi.useRealTimers()
    expect(expireSeries(store, Date.now() - 300_000)).toBe(1)
  })

  it('expires though its sender has a clock that is years ahead', () => {
    const store = new SeriesStore()
    ingest(store, gauge(point(1, { timeMs: Date.now() + 1e11 })))
    expect(expireSeries(store, Date.now() + 1)).toBe(1)
  })
})
