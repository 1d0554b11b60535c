import { describe, expect, it } from 'vitest'

import { createAccumulator, createMeterProvider, useAccumulator } from '../../src/accumulator/index.ts'
import { counter } from '../../src/index.ts'
import {
  type InstrumentDescriptor,
  PAGE_BYTES,
  PAGE_SLOTS,
  type SeriesDescriptor,
  type SeriesSink,
} from '../../src/layout.ts'
import {
  COUNTER,
  GAUGE,
  HISTOGRAM,
  IMPOSSIBLE_VALUES,
  SCOPE,
  UP_DOWN_COUNTER,
} from '../fixtures/definitions.ts'
import { watchAccumulator } from '../fixtures/watched-accumulator.ts'

type Announcement =
  | { type: 'page'; index: number; buffer: SharedArrayBuffer }
  | { type: 'instrument'; descriptor: InstrumentDescriptor }
  | { type: 'series'; descriptor: SeriesDescriptor }

function listingSink(): SeriesSink & { readonly list: Announcement[] } {
  const list: Announcement[] = []
  return {
    list,
    page: (index, buffer) => list.push({ type: 'page', index, buffer }),
    instrument: (descriptor) => list.push({ type: 'instrument', descriptor }),
    series: (descriptor) => list.push({ type: 'series', descriptor }),
  }
}

describe('what is recorded', () => {
  it('adds up counters, up and down', () => {
    const { accumulator, read } = watchAccumulator()
    const sum = accumulator.counter(COUNTER, SCOPE)
    const active = accumulator.upDownCounter(UP_DOWN_COUNTER, SCOPE)
    const bound = active.bind({ a: 'x' })
    sum.add(2)
    sum.add(0.5)
    bound.add(5)
    active.add(-7, { a: 'x' })
    expect(read()).toEqual([
      { name: COUNTER.name, attributes: {}, value: 2.5 },
      { name: UP_DOWN_COUNTER.name, attributes: { a: 'x' }, value: -2 },
    ])
  })

  it('keeps the latest value of a gauge, zero included', () => {
    const { accumulator, read } = watchAccumulator()
    const level = accumulator.gauge(GAUGE, SCOPE)
    level.record(3)
    level.record(0)
    expect(read()).toEqual([{ name: GAUGE.name, attributes: {}, value: 0 }])
  })

  it('counts in buckets whose upper bounds are inclusive', () => {
    const { accumulator, read } = watchAccumulator()
    const duration = accumulator.histogram(HISTOGRAM, SCOPE)
    for (const value of [0, 1, 1.5, 2, 2.5, 5, 6, 1e9]) duration.record(value)
    expect(read()).toEqual([
      { name: HISTOGRAM.name, attributes: {}, buckets: [2, 2, 2, 2], count: 8, sum: 1e9 + 18 },
    ])
  })

  it('makes no series for what is bound and never recorded, or only ignored', () => {
    const { accumulator, read } = watchAccumulator()
    const sum = accumulator.counter(COUNTER, SCOPE)
    const bound = sum.bind({ a: 1 })
    bound.add(Number.NaN)
    sum.add(-1, { a: 2 })
    accumulator.histogram(HISTOGRAM, SCOPE).bind()
    accumulator.gauge(GAUGE, SCOPE).bind()
    expect(read()).toEqual([])
    bound.add(0)
    expect(read()).toEqual([{ name: COUNTER.name, attributes: { a: 1 }, value: 0 }])
  })

  it('ignores and counts what is not a finite number, and negative values where they have no meaning', () => {
    const { accumulator, read } = watchAccumulator()
    const instruments = [
      accumulator.counter(COUNTER, SCOPE),
      accumulator.upDownCounter(UP_DOWN_COUNTER, SCOPE),
    ].map((sum) => [sum, sum.bind()] as const)
    const measures = [accumulator.gauge(GAUGE, SCOPE), accumulator.histogram(HISTOGRAM, SCOPE)].map(
      (measure) => [measure, measure.bind()] as const,
    )
    for (const sum of instruments.flat()) {
      sum.add(1)
      for (const value of IMPOSSIBLE_VALUES as number[]) sum.add(value)
    }
    for (const measure of measures.flat()) {
      measure.record(1)
      for (const value of IMPOSSIBLE_VALUES as number[]) measure.record(value)
    }
    expect(accumulator.ignored).toBe(8 * IMPOSSIBLE_VALUES.length)
    for (const sum of instruments[0] ?? []) sum.add(-1)
    for (const measure of measures[1] ?? []) measure.record(-1)
    expect(accumulator.ignored).toBe(8 * IMPOSSIBLE_VALUES.length + 4)
    expect(read()).toMatchObject([{ value: 2 }, { value: 2 }, { value: 1 }, { count: 2, sum: 2 }])
  })
})

describe('what is announced', () => {
  it('is each page, instrument and series once, in this order, as plain data', () => {
    const sink = listingSink()
    const accumulator = createAccumulator({ sink, startTimeMs: () => 1234 })
    for (let round = 0; round < 3; round++) {
      accumulator.histogram(HISTOGRAM, SCOPE).record(1, { b: true, a: 'x' })
      accumulator.counter(COUNTER, { name: 'other' }).add(1)
    }
    const [first, page, firstSeries, second, secondSeries] = sink.list
    expect(sink.list).toHaveLength(5)
    expect(first).toEqual({
      type: 'instrument',
      descriptor: {
        id: 0,
        name: 'test.duration',
        unit: 's',
        description: 'Items.',
        kind: 'histogram',
        boundaries: [1, 2, 5],
        observable: false,
        scope: SCOPE,
      },
    })
    expect(page).toMatchObject({ type: 'page', index: 0, buffer: { byteLength: PAGE_BYTES } })
    expect(firstSeries).toEqual({
      type: 'series',
      descriptor: { instrument: 0, attributes: { a: 'x', b: true }, page: 0, slot: 0, startTimeMs: 1234 },
    })
    expect(second).toMatchObject({ descriptor: { id: 1, kind: 'counter', scope: { name: 'other' } } })
    expect(second).not.toHaveProperty('descriptor.boundaries')
    expect(secondSeries).toMatchObject({ descriptor: { instrument: 1, attributes: {}, slot: 5 } })
    expect(structuredClone(sink.list)).toEqual(sink.list)
  })

  it('can be announced again to a reader that starts afresh', () => {
    const sink = listingSink()
    const accumulator = createAccumulator({ sink })
    const level = accumulator.gauge(GAUGE, SCOPE)
    for (let value = 0; value <= 100; value++) level.record(value, { a: value })
    const fresh = listingSink()
    accumulator.replay(fresh)
    expect(fresh.list).toEqual(sink.list)
    expect(fresh.list).toHaveLength(103)
  })

  it('takes another page when a series does not fit, and keeps each series in one', () => {
    const sink = listingSink()
    const accumulator = createAccumulator({ sink })
    const duration = accumulator.histogram(HISTOGRAM, SCOPE)
    const perPage = Math.floor(PAGE_SLOTS / 5)
    for (let index = 0; index <= perPage; index++)
      duration.record(1, { a: index % 50, b: Math.floor(index / 50) })
    const series = sink.list.filter((announcement) => announcement.type === 'series')
    expect(series.filter(({ descriptor }) => descriptor.page === 0)).toHaveLength(perPage)
    expect(series.at(-1)?.descriptor).toMatchObject({ page: 1, slot: 0 })
    expect(sink.list.filter(({ type }) => type === 'page')).toHaveLength(2)
  })

  it('has no value yet, but for the zero of a sum', () => {
    const { reader, read } = watchAccumulator()
    const seen: unknown[] = []
    const accumulator = createAccumulator({
      sink: {
        page: (index, buffer) => reader.page(index, buffer),
        instrument: (descriptor) => reader.instrument(descriptor),
        series(descriptor) {
          reader.series(descriptor)
          seen.push(...read())
        },
      },
    })
    accumulator.gauge(GAUGE, SCOPE).record(1)
    accumulator.histogram(HISTOGRAM, SCOPE).record(1)
    createMeterProvider(accumulator)
      .getMeter('test')
      .createObservableCounter('observable')
      .addCallback((result) => result.observe(1))
    void accumulator.observe()
    accumulator.counter(COUNTER, SCOPE).add(1)
    expect(seen).toMatchObject([
      { name: GAUGE.name, value: 1 },
      { name: GAUGE.name, value: 1 },
      { name: HISTOGRAM.name, count: 1 },
      { name: GAUGE.name, value: 1 },
      { name: HISTOGRAM.name, count: 1 },
      { name: 'observable', value: 1 },
      { name: COUNTER.name, value: 0 },
    ])
  })

  it('may make the sink record into the same instruments', () => {
    const { reader, read } = watchAccumulator()
    const tell = (announce: () => void): void => {
      announce()
      sum.add(1)
    }
    useAccumulator(
      createAccumulator({
        sink: {
          page: (index, buffer) => tell(() => reader.page(index, buffer)),
          instrument: (descriptor) => tell(() => reader.instrument(descriptor)),
          series: (descriptor) => tell(() => reader.series(descriptor)),
        },
      }),
    )
    const sum = counter(COUNTER)
    sum.add(10)
    sum.add(100, { a: 1 })
    useAccumulator(null)
    // One for each announcement: the instrument, the page, two series.
    expect(read()).toEqual([
      { name: COUNTER.name, attributes: {}, value: 14 },
      { name: COUNTER.name, attributes: { a: 1 }, value: 100 },
    ])
  })

  it('reaches the application with nothing that the sink throws', () => {
    const accumulator = createAccumulator({
      sink: {
        page() {
          throw new Error('page')
        },
        instrument() {
          throw new Error('instrument')
        },
        series() {
          throw new Error('series')
        },
      },
    })
    const { reader, read } = watchAccumulator()
    accumulator.counter(COUNTER, SCOPE).add(4)
    accumulator.replay(reader)
    expect(read()).toEqual([{ name: COUNTER.name, attributes: {}, value: 4 }])
  })
})
