import { DiagLogLevel, type Meter, type MetricOptions, diag } from '@opentelemetry/api'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import { afterEach, describe, expect, it } from 'vitest'

import { createMeterProvider, useAccumulator } from '../../src/accumulator/index.ts'
import { counter } from '../../src/index.ts'
import { COUNTER, SCOPE } from '../fixtures/definitions.ts'
import { watchAccumulator } from '../fixtures/watched-accumulator.ts'

afterEach(() => {
  diag.disable()
  useAccumulator(null)
})

function createMeter() {
  const watched = watchAccumulator()
  const provider = createMeterProvider(watched.accumulator)
  return { ...watched, provider, meter: provider.getMeter('test', '1.2.3') }
}

/** Collects what is said to the API's diagnostic logger. */
function captureWarnings(): string[] {
  const warnings: string[] = []
  const say = (message: string): void => void warnings.push(message)
  diag.setLogger({ error: say, warn: say, info: say, debug: () => {}, verbose: () => {} }, DiagLogLevel.WARN)
  return warnings
}

/** Boundaries that a histogram gets for those that are advised. */
function bucketsOf(boundaries: unknown): readonly number[] {
  const { meter, reader } = createMeter()
  const options = { advice: { explicitBucketBoundaries: boundaries } } as MetricOptions
  meter.createHistogram('h', options).record(1)
  let found: readonly number[] = []
  reader.read((instrument) => {
    found = instrument.boundaries ?? []
  })
  return found
}

describe('synchronous instruments', () => {
  it('record into shared memory', () => {
    const { meter, read } = createMeter()
    meter.createCounter('a').add(1, { x: 1 })
    meter.createUpDownCounter('b').add(-1)
    meter.createGauge('c').record(-3)
    meter.createHistogram('d', { advice: { explicitBucketBoundaries: [1, 10] } }).record(10)
    expect(read()).toEqual([
      { name: 'a', attributes: { x: 1 }, value: 1 },
      { name: 'b', attributes: {}, value: -1 },
      { name: 'c', attributes: {}, value: -3 },
      { name: 'd', attributes: {}, buckets: [0, 1, 0], count: 1, sum: 10 },
    ])
  })

  it('share series with the same instrument made again, by name in any case', () => {
    const { provider, meter, read } = createMeter()
    const options = { unit: 's', description: 'first' }
    meter.createCounter('same', options).add(1)
    meter.createCounter('SAME', { ...options, description: 'second' }).add(1)
    provider.getMeter('test', '1.2.3').createCounter('same', options).add(1)
    expect(read()).toEqual([{ name: 'same', attributes: {}, value: 3 }])
  })

  it("share series with the package's own of the same scope", () => {
    const { accumulator, meter, read } = createMeter()
    useAccumulator(accumulator)
    counter(COUNTER, SCOPE).add(1)
    meter.createCounter(COUNTER.name, { unit: COUNTER.unit }).add(1)
    expect(read()).toEqual([{ name: COUNTER.name, attributes: {}, value: 2 }])
  })

  it('are kept apart by scope, without a warning', () => {
    const { provider, read } = createMeter()
    const warnings = captureWarnings()
    provider.getMeter('one').createCounter('same').add(1)
    provider.getMeter('two').createCounter('same').add(1)
    provider.getMeter('one', '2').createCounter('same').add(1)
    expect(read()).toHaveLength(3)
    expect(warnings).toEqual([])
  })

  it('are kept apart by kind and unit, with one warning each', () => {
    const { meter, read } = createMeter()
    const warnings = captureWarnings()
    for (let round = 0; round < 3; round++) {
      meter.createCounter('same').add(1)
      meter.createGauge('same').record(5)
      meter.createCounter('same', { unit: 's' }).add(1)
    }
    expect(read().map(({ value }) => value)).toEqual([3, 5, 3])
    expect(warnings).toHaveLength(2)
    expect(warnings[0]).toContain('"same" is a gauge in "", and a counter in "" too')
  })

  it('with a bad name ignore and count what they are given, after a warning', () => {
    const names = ['', '1st', 'with space', 'ä', 'x'.repeat(256), undefined, null, 7, {}] as string[]
    const { accumulator, meter, read } = createMeter()
    const warnings = captureWarnings()
    for (const name of names) meter.createCounter(name).add(1)
    expect(warnings).toHaveLength(names.length)
    expect(accumulator.ignored).toBe(names.length)
    meter.createCounter('x'.repeat(255)).add(1)
    meter.createCounter('A_1.b-c/d').add(1)
    expect(read()).toHaveLength(2)
  })

  it('are refused, with a warning, past 2,000', () => {
    const { accumulator, meter, read } = createMeter()
    const warnings = captureWarnings()
    for (let index = 0; index < 2010; index++) meter.createCounter(`counter${index}`).add(1)
    expect(read()).toHaveLength(2000)
    expect(accumulator.ignored).toBe(10)
    expect(warnings).toHaveLength(10)
  })

  it('take a meter and options of any type', () => {
    const { provider, read } = createMeter()
    const meter = provider.getMeter(undefined as unknown as string, 5 as unknown as string)
    const odd = { unit: 5, description: {}, advice: null } as unknown as MetricOptions
    meter.createHistogram('a', odd).record(1)
    meter.createCounter('b', null as unknown as MetricOptions).add(1)
    expect(read()).toHaveLength(2)
  })
})

describe('buckets', () => {
  const defaults = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000]

  it('are those of the OpenTelemetry SDK by default', () => expect(bucketsOf(undefined)).toEqual(defaults))

  it('are those advised, in order and finite', () => {
    expect(bucketsOf([5, 1, Infinity, 3, 3, -Infinity])).toEqual([1, 3, 5])
    expect(bucketsOf([])).toEqual([])
  })

  it('are the default ones, with a warning, where the advice cannot be followed', () => {
    const warnings = captureWarnings()
    const tooMany = Array.from({ length: 255 }, (_, index) => index)
    for (const advice of ['1,2', [1, Number.NaN], [1, '2'], { 0: 1 }, tooMany]) {
      expect(bucketsOf(advice)).toEqual(defaults)
    }
    expect(warnings).toHaveLength(5)
    expect(bucketsOf(tooMany.slice(1))).toHaveLength(254)
  })
})

describe('batch callbacks', () => {
  it('observe only the instruments that they name', async () => {
    const { accumulator, meter, read } = createMeter()
    const own = meter.createObservableGauge('own')
    const other = meter.createObservableGauge('other')
    const callback: Parameters<Meter['addBatchObservableCallback']>[0] = (result) => {
      result.observe(own, 1)
      result.observe(other, 2)
      result.observe({} as never, 3)
    }
    meter.addBatchObservableCallback(callback, [own])
    meter.addBatchObservableCallback(callback, [own])
    await accumulator.observe()
    expect(read()).toEqual([{ name: 'own', attributes: {}, value: 1 }])
    expect(accumulator.ignored).toBe(2)
    meter.removeBatchObservableCallback(callback, [own, other])
    meter.removeBatchObservableCallback(callback, [])
    await accumulator.observe()
    expect(read()).toHaveLength(1)
    meter.removeBatchObservableCallback(callback, [own])
    await accumulator.observe()
    expect(read()).toHaveLength(0)
  })

  it('that name none are refused with a warning', () => {
    const { meter } = createMeter()
    const warnings = captureWarnings()
    const foreign = new MeterProvider().getMeter('x').createObservableGauge('foreign')
    meter.addBatchObservableCallback(() => {}, [])
    meter.addBatchObservableCallback(() => {}, [foreign])
    meter.addBatchObservableCallback(() => {}, null as never)
    expect(warnings).toHaveLength(3)
  })
})

describe('a caller that passes what throws', () => {
  const { proxy, revoke } = Proxy.revocable([], {})
  revoke()
  const hostile = proxy as never

  it('gets instruments all the same', () => {
    const { meter, reader } = createMeter()
    meter.createCounter('options', hostile).add(1)
    meter.createCounter('advice', { advice: hostile }).add(1)
    meter.createHistogram('boundaries', { advice: { explicitBucketBoundaries: hostile } }).record(1)
    meter.addBatchObservableCallback(() => {}, hostile)
    meter.removeBatchObservableCallback(() => {}, hostile)
    const names: string[] = []
    reader.read(({ name }) => names.push(name))
    expect(names.toSorted()).toEqual(['advice', 'boundaries', 'options'])
  })
})
