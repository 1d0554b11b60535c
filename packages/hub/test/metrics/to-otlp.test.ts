import { describe, expect, it } from 'vitest'
import { ingestMetrics } from '../../src/metrics/ingest-metrics.ts'
import { SeriesStore } from '../../src/metrics/series-store.ts'
import { toOtlp } from '../../src/metrics/to-otlp.ts'
import { toAttributes } from '../../src/otlp/attributes.ts'
import { createResource } from '../../src/otlp/resource.ts'
import { runSteps } from '../../src/otlp/steps.ts'
import { counter, flatten, gauge, histogram, ingest, point, request, RESOURCE, START_MS } from './points.ts'

describe('export as OTLP', () => {
  it('gives back what came in, nested as it was', () => {
    const store = new SeriesStore()
    const metrics = [
      counter(point(1, { route: '/a' }), point(2, { route: '/b' })),
      gauge(point(3, { startMs: 0 })),
    ]
    const other = createResource(toAttributes({ 'service.name': 'other' }))
    const all = [...request(metrics), ...request(metrics, other)]
    runSteps(ingestMetrics(store, all))
    expect([...toOtlp(store)]).toEqual([all])
    expect([...toOtlp(store, { includes: ({ resource }) => resource === other })]).toEqual([[all[1]]])
  })

  it('says of no gauge when it began: Prometheus would take it for 0 until then', () => {
    const store = new SeriesStore()
    ingest(store, gauge(point(9)))
    ingest(store, counter(point(1)))
    expect(flatten(toOtlp(store)).map(({ startMs }) => startMs)).toEqual([0, START_MS])
  })

  it('comes in batches, which part a metric where they must', () => {
    const store = new SeriesStore()
    ingest(store, counter(...Array.from({ length: 5 }, (_, index) => point(index, { route: `/${index}` }))))
    ingest(store, gauge(point(9)))
    const batches = [...toOtlp(store, { maxPoints: 2 })]
    expect(batches.map((batch) => flatten([batch]).map(({ name }) => name))).toEqual([
      ['requests', 'requests'],
      ['requests', 'requests'],
      ['requests', 'temperature'],
    ])
    expect(batches.every(([group]) => group?.resource === RESOURCE)).toBe(true)
  })

  it('can leave out what has not changed', () => {
    const store = new SeriesStore()
    ingest(store, counter(point(1, { route: '/a' }), point(1, { route: '/b' })))
    ingest(store, histogram([1, 0, 0]))
    const epoch = store.startEpoch()
    const later = { timeMs: START_MS + 2000 }
    ingest(store, counter(point(1, { route: '/a', ...later }), point(2, { route: '/b', ...later })))
    ingest(store, histogram([1, 0, 0], later))
    expect(flatten(toOtlp(store, { changedSince: epoch }))).toMatchObject([
      { attributes: { route: '/b' }, value: 2 },
    ])
    expect(flatten(toOtlp(store))).toHaveLength(3)
    const next = store.startEpoch()
    ingest(store, histogram([1, 1, 0], { timeMs: START_MS + 3000 }))
    expect(flatten(toOtlp(store, { changedSince: next }))).toMatchObject([{ name: 'duration', count: 2 }])
  })

  it('shares no array that the store goes on counting in', () => {
    const store = new SeriesStore()
    ingest(store, histogram([1, 0, 0], { temporality: 'delta' }))
    const before = [...toOtlp(store)]
    ingest(store, histogram([5, 0, 0], { temporality: 'delta', timeMs: START_MS + 2000 }))
    expect(flatten(before)).toMatchObject([{ counts: [1, 0, 0] }])
  })
})
