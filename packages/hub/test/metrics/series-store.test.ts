import { describe, expect, it } from 'vitest'
import { attributesKey } from '../../src/metrics/attributes-key.ts'
import { seriesOf } from '../../src/metrics/every-series.ts'
import { ingestMetrics } from '../../src/metrics/ingest-metrics.ts'
import { SeriesStore } from '../../src/metrics/series-store.ts'
import { toAttributes } from '../../src/otlp/attributes.ts'
import { createResource } from '../../src/otlp/resource.ts'
import { runSteps } from '../../src/otlp/steps.ts'
import { counter, exported, gauge, histogram, ingest, point, request } from './points.ts'

describe('a store', () => {
  it('has one object for all resources, scopes and metrics that are equal', () => {
    const store = new SeriesStore()
    for (const instance of ['a', 'b', 'a']) {
      const attributes = toAttributes({ 'service.name': 'shop', 'service.instance.id': instance })
      runSteps(
        ingestMetrics(store, request([counter(point(1)), gauge(point(1))], createResource(attributes))),
      )
    }
    const resources = [...store.resources()]
    expect(resources.map(({ resource }) => resource.attributes['service.instance.id'])).toEqual(['a', 'b'])
    expect(resources.map(({ scopes }) => [...scopes.values()].map(({ metrics }) => metrics.size))).toEqual([
      [2],
      [2],
    ])
    expect(store.findResource(resources[0]!.key)).toBe(resources[0])
    expect(store.seriesCount).toBe(4)
  })

  it('takes no more series than it may have, and counts those that it refused', () => {
    const store = new SeriesStore({ maxSeries: 2 })
    const points = ['/a', '/b', '/c', '/d'].map((route) => point(1, { route }))
    expect(ingest(store, counter(...points))).toEqual({ taken: 2, outdated: 0, refused: 2 })
    expect(store.refused).toEqual({ series: 2, bytes: 0 })
    expect(ingest(store, counter(point(5, { route: '/b' })))).toMatchObject({ taken: 1 })
    expect(exported(store)).toMatchObject([{ value: 1 }, { value: 5 }])
  })

  it('keeps a quarter of its room from strangers', () => {
    const store = new SeriesStore({ maxSeries: 8 })
    const points = (from: string) =>
      ['1', '2', '3', '4', '5', '6', '7', '8'].map((id) => point(1, { route: from + id }))
    expect(
      runSteps(ingestMetrics(store, request([counter(...points('s'))]), 'stranger', true)),
    ).toMatchObject({
      taken: 6,
      refused: 2,
    })
    expect(runSteps(ingestMetrics(store, request([counter(...points('o'))]), 'ours'))).toMatchObject({
      taken: 2,
    })
    // What is known goes on.
    expect(
      runSteps(ingestMetrics(store, request([counter(point(2, { route: 's1' }))]), 'stranger', true)),
    ).toMatchObject({ taken: 1 })
  })

  it('takes no more bytes than it may, whatever is large', () => {
    const maxBytes = 100_000
    const store = new SeriesStore({ maxBytes })
    for (let index = 0; index < 200; index++) {
      ingest(store, gauge(point(1, { route: `${'x'.repeat(index * 100)}${index}` })))
      ingest(store, { ...gauge(point(1)), name: `metric${index}`, description: 'y'.repeat(5000) })
      const resource = createResource(toAttributes({ id: index, text: 'z'.repeat(2000) }))
      runSteps(ingestMetrics(store, request([histogram([1, 2, 3])], resource)))
      expect(store.bytes).toBeLessThanOrEqual(maxBytes)
    }
    expect(store.refused.bytes).toBeGreaterThan(500)
    expect(store.seriesCount).toBeGreaterThan(10)
    const held = [...store.resources()].flatMap(({ scopes }) =>
      [...scopes.values()].flatMap(({ metrics }) => [...metrics.values()]),
    )
    expect(held.every(({ series }) => series.size > 0)).toBe(true)
  })

  it('takes no more bytes than it may of histograms, whichever point of them is large', () => {
    const store = new SeriesStore({ maxBytes: 100_000 })
    const buckets = (count: number): { counts: number[]; bounds: number[] } => ({
      counts: Array.from({ length: count }, () => 1),
      bounds: Array.from({ length: Math.max(0, count - 1) }, (_, index) => index),
    })
    const small = histogram([])
    const points = [0, 3000, 3000, 3000].map((count, index) => ({
      ...(small as Extract<typeof small, { type: 'histogram' }>).points[0]!,
      ...buckets(count),
      attributes: toAttributes({ index }),
    }))
    expect(ingest(store, { ...small, points } as typeof small)).toEqual({ taken: 2, outdated: 0, refused: 2 })
    expect(store.bytes).toBeGreaterThan(48_000)
    // One that is small at first is charged when it grows.
    const first = { ...points[0]!, timeMs: points[0]!.timeMs + 1000, ...buckets(4000) }
    expect(ingest(store, { ...small, points: [first] } as typeof small)).toMatchObject({ refused: 1 })
    const less = { ...first, ...buckets(1000) }
    expect(ingest(store, { ...small, points: [less] } as typeof small)).toMatchObject({ taken: 1 })
    expect(store.bytes).toBeLessThanOrEqual(100_000)
    for (const resource of store.resources())
      for (const series of seriesOf(resource)) store.removeSeries(series)
    expect(store.bytes).toBe(0)
  })

  it('tells when its metrics change, and not when only values do', () => {
    const store = new SeriesStore()
    ingest(store, counter(point(1, { route: '/a' })))
    const { shape } = store
    ingest(store, counter(point(2, { route: '/a' }), point(1, { route: '/b' })))
    expect(store.shape).toBe(shape)
    ingest(store, gauge(point(1)))
    expect(store.shape).not.toBe(shape)
  })
})

describe('the key of attributes', () => {
  const key = (attributes: Parameters<typeof toAttributes>[0]): string =>
    attributesKey(toAttributes(attributes))

  it('is the same in any order', () => {
    expect(key({ b: 1, a: 'x', c: true })).toBe(key({ c: true, a: 'x', b: 1 }))
    expect(key({ m: toAttributes({ y: 1, x: 2 }) })).toBe(key({ m: toAttributes({ x: 2, y: 1 }) }))
  })

  it('is another for any others', () => {
    const others = [
      {},
      { a: '' },
      { a: 'b' },
      { ab: '' },
      { a: 'b', c: '' },
      { a: 'b1:c0:' },
      { a: 1 },
      { a: '1' },
      { a: 'n1;' },
      { a: true },
      { a: 't' },
      { a: null },
      { a: '0' },
      { a: [] },
      { a: [null] },
      { a: ['1'] },
      { a: [1] },
      { a: ['1', '2'] },
      { a: ['11:2'] },
      { a: toAttributes({}) },
      { a: toAttributes({ b: 1 }) },
      { a: new Uint8Array([1]) },
      { a: new Uint8Array([1, 2]) },
      { ['__proto__']: 'b' },
    ]
    expect(new Set(others.map(key)).size).toBe(others.length)
  })
})
