import { METRIC_ERRORS, SCOPE_NAME } from '@cryo/conventions'
import { type MeterProvider, metrics } from '@opentelemetry/api'
import { afterEach, describe, expect, it } from 'vitest'

import { useAccumulator } from '../src/accumulator/index.ts'
import { counter, gauge, histogram, upDownCounter } from '../src/index.ts'
import {
  COUNTER,
  GAUGE,
  HISTOGRAM,
  IMPOSSIBLE_VALUES,
  SCOPE,
  UP_DOWN_COUNTER,
} from './fixtures/definitions.ts'
import { registerOtherSdk } from './fixtures/other-sdk.ts'
import { watchAccumulator } from './fixtures/watched-accumulator.ts'

/** Attributes that throw in every way that they can. */
function hostileAttributes(): never[] {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  const getter = {
    get a(): string {
      throw new Error('getter')
    },
  }
  const cycle: Record<string, unknown> = {}
  cycle['a'] = cycle
  const refusing = new Proxy(
    {},
    {
      ownKeys() {
        throw new Error('ownKeys')
      },
    },
  )
  return [
    proxy,
    getter,
    cycle,
    refusing,
    { a: 1n },
    { a: Symbol('a') },
    { a: () => 1 },
    'text',
    7,
    null,
  ] as never[]
}

afterEach(() => {
  useAccumulator(null)
  metrics.disable()
})

describe('without an SDK', () => {
  it('does nothing, whatever it is given', () => {
    const sum = counter(COUNTER)
    const level = gauge(GAUGE)
    for (const value of [1, ...IMPOSSIBLE_VALUES] as number[]) {
      for (const attributes of [undefined, { a: 1 }, ...hostileAttributes()]) {
        expect(sum.add(value, attributes)).toBeUndefined()
        expect(sum.bind(attributes).add(value)).toBeUndefined()
        expect(level.record(value, attributes)).toBeUndefined()
        expect(level.bind(attributes).record(value)).toBeUndefined()
      }
    }
  })
})

describe('under another SDK', () => {
  it('records what was created before the SDK was registered', async () => {
    const sum = counter(COUNTER)
    const bound = sum.bind({ a: 'bound' })
    sum.add(1)
    bound.add(1)
    const sdk = registerOtherSdk()
    sum.add(2, { a: 'unbound' })
    bound.add(3)
    expect(await sdk.collect(COUNTER.name)).toEqual([
      { attributes: { a: 'unbound' }, value: 2 },
      { attributes: { a: 'bound' }, value: 3 },
    ])
  })

  it('records every kind with its unit, description, scope and buckets', async () => {
    const sdk = registerOtherSdk()
    upDownCounter(UP_DOWN_COUNTER).add(-2)
    gauge(GAUGE, SCOPE).record(-7)
    histogram(HISTOGRAM).record(2)
    expect(await sdk.collect(UP_DOWN_COUNTER.name)).toMatchObject([{ value: -2 }])
    expect(await sdk.collect(GAUGE.name)).toMatchObject([{ value: -7 }])
    expect(await sdk.collect(HISTOGRAM.name)).toMatchObject([
      { value: { count: 1, sum: 2, buckets: { boundaries: [1, 2, 5], counts: [0, 1, 0, 0] } } },
    ])
    expect(await sdk.describe(HISTOGRAM.name)).toMatchObject({
      unit: 's',
      description: 'Items.',
      scope: SCOPE_NAME,
    })
    expect(await sdk.describe(GAUGE.name)).toMatchObject({ scope: 'test', version: '1.2.3' })
  })

  it('follows the global MeterProvider when it changes', async () => {
    const sum = counter(COUNTER)
    const bound = sum.bind()
    const first = registerOtherSdk()
    bound.add(1)
    metrics.disable()
    bound.add(10)
    const second = registerOtherSdk()
    bound.add(100)
    sum.add(100)
    expect(await first.collect(COUNTER.name)).toMatchObject([{ value: 1 }])
    expect(await second.collect(COUNTER.name)).toMatchObject([{ value: 200 }])
  })

  it('keeps values from it that would spoil its sums', async () => {
    const sdk = registerOtherSdk()
    const sum = counter(COUNTER)
    const duration = histogram(HISTOGRAM)
    sum.add(1)
    duration.record(1)
    for (const value of [-1, ...IMPOSSIBLE_VALUES] as number[]) {
      sum.add(value)
      duration.record(value)
    }
    expect(await sdk.collect(COUNTER.name)).toMatchObject([{ value: 1 }])
    expect(await sdk.collect(HISTOGRAM.name)).toMatchObject([{ value: { count: 1, sum: 1 } }])
  })

  it('never throws what the SDK or the attributes throw', () => {
    registerOtherSdk()
    const sum = counter(COUNTER)
    const level = gauge(GAUGE)
    for (const attributes of hostileAttributes()) {
      sum.add(1, attributes)
      level.record(1, attributes)
    }
    metrics.disable()
    let asked = 0
    const broken: MeterProvider = {
      getMeter() {
        asked += 1
        throw new Error('broken SDK')
      },
    }
    metrics.setGlobalMeterProvider(broken)
    sum.add(1)
    sum.add(1)
    expect(asked).toBe(1)
  })
})

describe('under an accumulator', () => {
  it('records there and no longer through the API, and back', async () => {
    const sdk = registerOtherSdk()
    const { accumulator, read } = watchAccumulator()
    const sum = counter(COUNTER)
    const bound = sum.bind({ a: 1 })
    bound.add(1)
    useAccumulator(accumulator)
    bound.add(20)
    sum.add(30, { a: 1 })
    useAccumulator(null)
    bound.add(2)
    expect(read()).toEqual([{ name: COUNTER.name, attributes: { a: 1 }, value: 50 }])
    expect(await sdk.collect(COUNTER.name)).toEqual([{ attributes: { a: 1 }, value: 3 }])
  })

  it('continues the same series when the accumulator comes back', () => {
    const { accumulator, read } = watchAccumulator()
    const duration = histogram(HISTOGRAM)
    const bound = duration.bind({ a: 1 })
    for (const current of [accumulator, null, accumulator]) {
      useAccumulator(current)
      bound.record(1)
      duration.record(3, { a: 1 })
    }
    expect(read()).toEqual([
      { name: HISTOGRAM.name, attributes: { a: 1 }, buckets: [2, 0, 2, 0], count: 4, sum: 8 },
    ])
  })

  it('binds the attributes as they are then, and to another accumulator too', () => {
    const first = watchAccumulator()
    const second = watchAccumulator()
    const attributes = { a: 'then' }
    useAccumulator(first.accumulator)
    const level = gauge(GAUGE).bind(attributes)
    attributes.a = 'later'
    level.record(1)
    useAccumulator(second.accumulator)
    level.record(2)
    expect(first.read()).toEqual([{ name: GAUGE.name, attributes: { a: 'then' }, value: 1 }])
    expect(second.read()).toEqual([{ name: GAUGE.name, attributes: { a: 'then' }, value: 2 }])
  })

  it('takes the kind from the function', () => {
    const { accumulator, read } = watchAccumulator()
    useAccumulator(accumulator)
    gauge(METRIC_ERRORS).record(-1)
    expect(read()).toEqual([{ name: METRIC_ERRORS.name, attributes: {}, value: -1 }])
  })
})
