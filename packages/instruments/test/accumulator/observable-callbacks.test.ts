import { ATTR_OVERFLOW, OTHER_VALUE } from '@cryo/conventions'
import type { ObservableCallback, ObservableResult } from '@opentelemetry/api'
import { afterEach, describe, expect, it, vi } from 'vitest'

import { createMeterProvider } from '../../src/accumulator/index.ts'
import { IMPOSSIBLE_VALUES } from '../fixtures/definitions.ts'
import { readAll, watchAccumulator } from '../fixtures/watched-accumulator.ts'

afterEach(() => vi.useRealTimers())

function createMeter() {
  const watched = watchAccumulator()
  return { ...watched, meter: createMeterProvider(watched.accumulator).getMeter('test') }
}

/** Observes one series twice, and a hundred past the limit of values. */
const observeMany: ObservableCallback = (result) => {
  result.observe(7, { a: 0 })
  for (let index = 0; index < 300; index++) result.observe(1, { a: index })
}

const observeImpossible: ObservableCallback = (result) => {
  for (const value of [-1, ...IMPOSSIBLE_VALUES] as number[]) result.observe(value, { a: typeof value })
}

describe('a collection', () => {
  it('sets the values of every kind, at once where callbacks are synchronous', () => {
    const { accumulator, meter, read } = createMeter()
    let step = 0
    meter.createObservableCounter('counter').addCallback((result) => result.observe(10 * step, { a: 1 }))
    meter.createObservableUpDownCounter('upDown').addCallback((result) => result.observe(-step))
    meter.createObservableGauge('gauge').addCallback((result) => result.observe(step / 2))
    for (step = 1; step <= 2; step++) void accumulator.observe()
    expect(read()).toEqual([
      { name: 'counter', attributes: { a: 1 }, value: 20 },
      { name: 'upDown', attributes: {}, value: -2 },
      { name: 'gauge', attributes: {}, value: 1 },
    ])
  })

  it('leaves without a value what is not observed, until it is again', () => {
    const { accumulator, meter, reader, read } = createMeter()
    let present = ['x', 'y']
    meter.createObservableGauge('gauge').addCallback((result) => {
      for (const a of present) result.observe(1, { a })
    })
    void accumulator.observe()
    expect(readAll(reader, 'readChanged')).toHaveLength(2)
    present = ['y']
    void accumulator.observe()
    expect(read()).toEqual([{ name: 'gauge', attributes: { a: 'y' }, value: 1 }])
    expect(readAll(reader, 'readChanged')).toEqual([
      { name: 'gauge', attributes: { a: 'x' }, value: Number.NaN },
    ])
    expect(readAll(reader, 'readChanged')).toEqual([])
    present = ['x']
    void accumulator.observe()
    expect(read()).toEqual([{ name: 'gauge', attributes: { a: 'x' }, value: 1 }])
  })

  it('keeps the last value of a series, and adds up sums that a limit puts together', () => {
    const { accumulator, meter, read } = createMeter()
    meter.createObservableCounter('counter').addCallback(observeMany)
    meter.createObservableGauge('gauge').addCallback(observeMany)
    for (let round = 0; round < 2; round++) void accumulator.observe()
    const values = (name: string) =>
      new Map(read(name).map(({ attributes, value }) => [attributes['a'], value]))
    expect(values('counter').get(0)).toBe(1)
    expect(values('counter').get(OTHER_VALUE)).toBe(100)
    expect(values('gauge').get(OTHER_VALUE)).toBe(1)
  })

  it('keeps to the limit of series', () => {
    const { accumulator, meter, read } = createMeter()
    meter.createObservableCounter('counter').addCallback((result) => {
      for (let index = 0; index < 5000; index++)
        result.observe(2, { a: index % 100, b: Math.floor(index / 100) })
    })
    for (let round = 0; round < 2; round++) void accumulator.observe()
    expect(read()).toHaveLength(2000)
    expect(read().find(({ attributes }) => ATTR_OVERFLOW in attributes)?.value).toBe(2 * (5000 - 1999))
  })

  it('ignores and counts impossible values', () => {
    const { accumulator, meter, read } = createMeter()
    meter.createObservableCounter('counter').addCallback(observeImpossible)
    meter.createObservableUpDownCounter('upDown').addCallback(observeImpossible)
    void accumulator.observe()
    expect(read()).toEqual([{ name: 'upDown', attributes: { a: 'number' }, value: -1 }])
    expect(accumulator.ignored).toBe(2 * IMPOSSIBLE_VALUES.length + 1)
  })
})

describe('a callback', () => {
  it('is called once a collection however often it is added, and no more once removed', () => {
    const { accumulator, meter } = createMeter()
    const gauge = meter.createObservableGauge('gauge')
    let calls = 0
    const callback = () => void (calls += 1)
    gauge.addCallback(callback)
    gauge.addCallback(callback)
    meter.createObservableGauge('gauge').addCallback(callback)
    void accumulator.observe()
    expect(calls).toBe(1)
    gauge.removeCallback(callback)
    gauge.removeCallback(() => {})
    void accumulator.observe()
    expect(calls).toBe(1)
  })

  it('that fails does not touch the others', async () => {
    const { accumulator, meter, read } = createMeter()
    const failing: unknown[] = [
      () => {
        // oxlint-disable-next-line typescript/only-throw-error -- A falsy throw is an error too.
        throw undefined
      },
      () => Promise.reject(new Error('rejected')),
      'not a function',
      () =>
        new Proxy(
          {},
          {
            has() {
              throw new Error('has')
            },
          },
        ),
    ]
    for (const [index, callback] of failing.entries()) {
      meter.createObservableGauge(`bad${index}`).addCallback(callback as ObservableCallback)
    }
    meter.createObservableGauge('good').addCallback((result) => result.observe(1))
    await accumulator.observe()
    expect(read()).toEqual([{ name: 'good', attributes: {}, value: 1 }])
    expect(accumulator.failedCallbacks).toBe(4)
  })

  it('may be asynchronous, and holds up only its own instruments', async () => {
    const { accumulator, meter, read } = createMeter()
    const { promise, resolve } = Promise.withResolvers<void>()
    meter.createObservableGauge('slow').addCallback(async (result) => {
      await promise
      result.observe(1)
    })
    meter.createObservableGauge('fast').addCallback((result) => result.observe(2))
    const collection = accumulator.observe()
    expect(accumulator.observe()).toBe(collection)
    expect(read().map(({ name }) => name)).toEqual(['fast'])
    resolve()
    await collection
    expect(read().map(({ name }) => name)).toEqual(['fast', 'slow'])
    expect(accumulator.failedCallbacks).toBe(0)
  })

  it('that never settles is cut at the time limit and not called again until it does', async () => {
    vi.useFakeTimers()
    const { accumulator, meter, read } = createMeter()
    const { promise, resolve } = Promise.withResolvers<void>()
    const results: ObservableResult[] = []
    meter.createObservableGauge('slow').addCallback(async (result) => {
      results.push(result)
      result.observe(1)
      await promise
    })
    const collection = accumulator.observe()
    await vi.advanceTimersByTimeAsync(5000)
    await collection
    expect(accumulator.failedCallbacks).toBe(1)
    expect(read()).toEqual([{ name: 'slow', attributes: {}, value: 1 }])
    await accumulator.observe()
    expect(results).toHaveLength(1)
    expect(accumulator.failedCallbacks).toBe(2)
    expect(read()).toEqual([])
    results[0]?.observe(5)
    expect(accumulator.ignored).toBe(1)
    resolve()
    await vi.advanceTimersByTimeAsync(0)
    await accumulator.observe()
    expect(results).toHaveLength(2)
    expect(read()).toEqual([{ name: 'slow', attributes: {}, value: 1 }])
    expect(vi.getTimerCount()).toBe(0)
  })
})
