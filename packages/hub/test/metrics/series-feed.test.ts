import { createAccumulator, createMeterProvider } from '@cryo/instruments/accumulator'
import { createSeriesReader, type SeriesReader } from '@cryo/instruments/reader'
import type { Meter } from '@opentelemetry/api'
import { describe, expect, it } from 'vitest'
import { endResource, endSource } from '../../src/metrics/end-series.ts'
import { resourceKey } from '../../src/metrics/metric-path.ts'
import { SeriesFeed } from '../../src/metrics/series-feed.ts'
import { SeriesStore } from '../../src/metrics/series-store.ts'
import { exported, RESOURCE } from './points.ts'

interface Thread {
  readonly meter: Meter
  readonly reader: SeriesReader
  readonly observe: () => Promise<void>
}

/** What one thread of an application records, and the hub's reader of it. */
function startThread(): Thread {
  const reader = createSeriesReader()
  const accumulator = createAccumulator({ sink: reader })
  const meter = createMeterProvider(accumulator).getMeter('app', '2')
  return { meter, reader, observe: () => accumulator.observe() }
}

const NOW_MS = Date.now() + 1000

describe('a feed', () => {
  it('brings every instrument of a thread into the store, with scope, start and time', () => {
    const store = new SeriesStore()
    const { meter, reader } = startThread()
    const feed = new SeriesFeed(store, RESOURCE, 0)
    const beforeMs = Date.now()
    meter.createCounter('requests', { unit: '{request}', description: 'd' }).add(3, { route: '/a' })
    meter.createUpDownCounter('active').add(-2)
    meter.createGauge('temperature').record(1.5)
    const advice = { explicitBucketBoundaries: [1, 10] }
    const histogram = meter.createHistogram('duration', { unit: 's', advice })
    for (const value of [0.5, 5, 50]) histogram.record(value, { route: '/a' })
    feed.read(reader, NOW_MS)
    const points = exported(store)
    expect(points).toMatchObject([
      { name: 'requests', type: 'sum', value: 3, attributes: { route: '/a' }, timeMs: NOW_MS },
      { name: 'active', type: 'sum', value: -2 },
      { name: 'temperature', type: 'gauge', value: 1.5 },
      { name: 'duration', type: 'histogram', bounds: [1, 10], counts: [1, 1, 1], count: 3, sum: 55.5 },
    ])
    const counted = points.filter(({ type }) => type !== 'gauge')
    expect(counted.every(({ startMs }) => startMs >= beforeMs - 1 && startMs <= Date.now())).toBe(true)
    const [stored] = store.resources()
    expect([...(stored?.scopes.values() ?? [])].map(({ scope }) => [scope.name, scope.version])).toEqual([
      ['app', '2'],
    ])
    histogram.record(5, { route: '/a' })
    feed.read(reader, NOW_MS + 1000)
    expect(exported(store)[3]).toMatchObject({ counts: [1, 2, 1], sum: 60.5, timeMs: NOW_MS + 1000 })
    expect(exported(store)[0]).toMatchObject({ value: 3, timeMs: NOW_MS + 1000 })
  })

  it('marks only what changed', () => {
    const store = new SeriesStore()
    const { meter, reader } = startThread()
    const feed = new SeriesFeed(store, RESOURCE, 0)
    const counter = meter.createCounter('requests')
    counter.add(1, { route: '/a' })
    counter.add(1, { route: '/b' })
    feed.read(reader, NOW_MS)
    const epoch = store.startEpoch()
    counter.add(1, { route: '/b' })
    feed.read(reader, NOW_MS)
    const [resource] = store.resources()
    const [scope] = resource!.scopes.values()
    const [metric] = scope!.metrics.values()
    const changed = [...metric!.series.values()].filter(({ changedIn }) => changedIn >= epoch)
    expect(changed.map(({ attributes }) => attributes['route'])).toEqual(['/b'])
  })

  it('adds up the threads, and keeps what one counted when it ends', () => {
    const store = new SeriesStore()
    const threads = [startThread(), startThread()]
    const feeds = threads.map((_, index) => new SeriesFeed(store, RESOURCE, index))
    for (const [index, { meter }] of threads.entries()) {
      meter.createCounter('requests').add(index + 1)
      meter.createHistogram('duration', { advice: { explicitBucketBoundaries: [1] } }).record(index * 2)
      meter.createUpDownCounter('active').add(5)
    }
    const read = (index: number): void => feeds[index]!.read(threads[index]!.reader, NOW_MS)
    read(0)
    read(1)
    expect(exported(store)).toMatchObject([{ value: 3 }, { counts: [1, 1], sum: 2 }, { value: 10 }])
    for (const _ of endSource(store, 1, NOW_MS)) expect.unreachable()
    read(0)
    expect(exported(store)).toMatchObject([{ value: 3 }, { counts: [1, 1], sum: 2 }, { value: 5 }])
  })

  it('lets a series go that has no value any more', async () => {
    const store = new SeriesStore()
    const { meter, reader, observe } = startThread()
    const feed = new SeriesFeed(store, RESOURCE, 0)
    const values = new Map([['a', 1]])
    meter.createObservableGauge('state').addCallback((result) => {
      for (const [name, value] of values) result.observe(value, { name })
    })
    await observe()
    feed.read(reader, NOW_MS)
    expect(exported(store)).toMatchObject([{ attributes: { name: 'a' }, value: 1 }])
    values.clear()
    values.set('b', 2)
    await observe()
    feed.read(reader, NOW_MS)
    expect(exported(store)).toMatchObject([{ attributes: { name: 'b' }, value: 2 }])
    values.set('a', 3)
    await observe()
    feed.read(reader, NOW_MS)
    expect(exported(store)).toMatchObject([{ value: 2 }, { attributes: { name: 'a' }, value: 3 }])
  })

  it('finds its series anew when the store gave them up', () => {
    const store = new SeriesStore()
    const { meter, reader } = startThread()
    const feed = new SeriesFeed(store, RESOURCE, 0)
    meter.createCounter('requests').add(4)
    feed.read(reader, NOW_MS)
    for (const _ of endResource(store, resourceKey(RESOURCE), NOW_MS)) continue
    expect(store.seriesCount).toBe(0)
    feed.read(reader, NOW_MS + 1000)
    expect(exported(store)).toMatchObject([{ value: 4 }])
  })

  it('counts series for which there is no room, and takes them when there is', () => {
    const store = new SeriesStore({ maxSeries: 1 })
    const { meter, reader } = startThread()
    const feed = new SeriesFeed(store, RESOURCE, 0)
    const other = new SeriesFeed(store, { ...RESOURCE, attributes: { other: true } }, 0)
    const { meter: otherMeter, reader: otherReader } = startThread()
    otherMeter.createCounter('x').add(1)
    other.read(otherReader, NOW_MS)
    meter.createCounter('requests').add(4)
    feed.read(reader, NOW_MS)
    feed.read(reader, NOW_MS)
    expect([feed.refusedCount, store.seriesCount, store.refused.series]).toEqual([1, 1, 1])
    for (const { key } of store.resources()) for (const _ of endResource(store, key, NOW_MS)) continue
    feed.read(reader, NOW_MS)
    expect([feed.refusedCount, store.seriesCount]).toEqual([0, 1])
  })
})
