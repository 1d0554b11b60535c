import {
  ATTR_OVERFLOW,
  MAX_ATTRIBUTE_VALUES,
  MAX_SERIES_PER_INSTRUMENT,
  OTHER_VALUE,
} from '@cryo/conventions'
import { describe, expect, it } from 'vitest'

import type { InstrumentAttributes } from '../../src/attributes.ts'
import { COUNTER, SCOPE } from '../fixtures/definitions.ts'
import { usedMemory } from '../fixtures/used-memory.ts'
import { type Reading, watchAccumulator } from '../fixtures/watched-accumulator.ts'

function createCounter() {
  const { accumulator, read } = watchAccumulator()
  return { sum: accumulator.counter(COUNTER, SCOPE), read }
}

function total(readings: readonly Reading[]): number {
  return readings.reduce((sum, { value = 0 }) => sum + value, 0)
}

/** A text that shares no memory with another, as one from outside the process. */
function freshText(index: number, length: number): string {
  return Buffer.alloc(length, `${index} `).toString('latin1')
}

describe('identity', () => {
  it('does not depend on the order of the attributes, nor on how they are passed', () => {
    const { sum, read } = createCounter()
    sum.add(1, { a: 'x', b: 2, c: true })
    sum.add(1, { c: true, b: 2, a: 'x' })
    sum.add(1, { b: 2, a: 'x', c: true })
    sum.add(1, { b: 2, a: 'x', c: true })
    sum.bind({ c: true, a: 'x', b: 2 }).add(1)
    sum.add(1, { a: 'x', d: undefined, b: 2, c: true })
    sum.add(1, { a: 'x', d: undefined, b: 2, c: true })
    expect(read()).toEqual([{ name: COUNTER.name, attributes: { a: 'x', b: 2, c: true }, value: 7 }])
  })

  it('tells apart what differs in a key, a value or its type', () => {
    const { sum, read } = createCounter()
    const all: InstrumentAttributes[] = [
      {},
      { a: 1 },
      { a: '1' },
      { a: true },
      { a: 'true' },
      { b: 1 },
      { a: 1, b: 1 },
    ]
    for (let round = 1; round <= 3; round++) for (const attributes of all) sum.add(round, attributes)
    expect(read()).toEqual(all.map((attributes) => ({ name: COUNTER.name, attributes, value: 6 })))
  })

  it('takes odd numbers for what they are', () => {
    const { sum, read } = createCounter()
    for (const a of [Number.NaN, -0, Infinity, 5, Number.NaN, 0, Infinity, 5]) sum.add(1, { a })
    expect(read().map(({ attributes, value }) => [attributes['a'], value])).toEqual([
      [Number.NaN, 2],
      [expect.closeTo(0), 2],
      [Infinity, 2],
      [5, 2],
    ])
  })

  it('reads an object that is used again as it is at each call', () => {
    const { sum, read } = createCounter()
    const attributes = { a: 1 }
    sum.add(1, attributes)
    attributes.a = 2
    sum.add(10, attributes)
    expect(read()).toMatchObject([
      { attributes: { a: 1 }, value: 1 },
      { attributes: { a: 2 }, value: 10 },
    ])
  })

  it('has a key like __proto__ as data', () => {
    const { sum, read } = createCounter()
    const attributes = JSON.parse('{"__proto__":"x","constructor":"y"}') as InstrumentAttributes
    sum.add(1, attributes)
    sum.add(1, attributes)
    const [reading] = read()
    expect(Object.entries(reading?.attributes ?? {})).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
    expect(reading?.value).toBe(2)
  })
})

describe('odd attributes', () => {
  it('keeps lists as JSON and 64-bit integers as digits, and leaves out the rest', () => {
    const { sum, read } = createCounter()
    const odd = {
      list: ['a', 1, true, { b: 1 }, () => 1],
      long: 2n ** 63n - 1n,
      huge: 2n ** 64n,
      nothing: null,
      missing: undefined,
      nested: { a: 1 },
      call: () => 1,
      symbol: Symbol('s'),
      '': 'no key',
    } as unknown as InstrumentAttributes
    sum.add(1, odd)
    sum.add(1, odd)
    expect(read()).toEqual([
      {
        name: COUNTER.name,
        attributes: { list: '["a",1,true,null]', long: '9223372036854775807' },
        value: 2,
      },
    ])
  })

  it('leaves out only the attribute whose getter throws', () => {
    const { sum, read } = createCounter()
    const hostile = {
      a: 'x',
      get b(): string {
        throw new Error('getter')
      },
    }
    for (let round = 0; round < 3; round++) sum.add(1, hostile)
    sum.bind(hostile).add(1)
    expect(read()).toMatchObject([{ attributes: { a: 'x' }, value: 4 }])
  })

  it('records without attributes what refuses to tell them', () => {
    const { sum, read } = createCounter()
    const { proxy, revoke } = Proxy.revocable<InstrumentAttributes>({}, {})
    revoke()
    const list = Proxy.revocable<string[]>([], {})
    list.revoke()
    for (const attributes of [proxy, null, 'text', 7, { a: list.proxy }] as InstrumentAttributes[]) {
      sum.add(1, attributes)
      sum.add(1, attributes)
    }
    expect(read()).toEqual([{ name: COUNTER.name, attributes: {}, value: 10 }])
  })

  it('makes one series of texts that differ past the limit, and well-formed text of any', () => {
    const { sum, read } = createCounter()
    const start = 'x'.repeat(1024)
    for (let index = 0; index < 50; index++) sum.add(1, { a: start + index })
    sum.add(1, { a: 'lone \uD800' })
    sum.add(1, { a: 'lone \uD800' })
    expect(read()).toMatchObject([
      { attributes: { a: start }, value: 50 },
      { attributes: { a: 'lone \uFFFD' }, value: 2 },
    ])
  })
})

// Each test of memory records once more after it has measured: what is never used again is free to go.
describe('limits', () => {
  it('turns values past the limit of an attribute into one', () => {
    const { sum, read } = createCounter()
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < MAX_ATTRIBUTE_VALUES + 100; index++) sum.add(1, { a: index, b: 'same' })
    }
    const readings = read()
    expect(readings).toHaveLength(MAX_ATTRIBUTE_VALUES + 1)
    expect(readings.at(-1)).toEqual({
      name: COUNTER.name,
      attributes: { a: OTHER_VALUE, b: 'same' },
      value: 200,
    })
    expect(readings.slice(0, -1).every(({ value }) => value === 2)).toBe(true)
  })

  it('keeps finding known values and known series beyond the limits', () => {
    const { sum, read } = createCounter()
    for (const a of ['lone \uFFFD', '["x"]']) sum.add(1, { a })
    for (let index = 0; index < MAX_ATTRIBUTE_VALUES + 10; index++) sum.add(1, { a: index })
    // A path on which the value was not seen yet, after one past the limit went there.
    sum.add(1, { b: 1, a: 'past' })
    sum.add(1, { b: 1, a: 7 })
    sum.add(1, { b: 1, a: true })
    sum.add(1, { b: 1, a: OTHER_VALUE })
    sum.add(1, { b: 1, a: 'lone \uD800' })
    sum.add(1, { b: 1, a: ['x'] } as unknown as InstrumentAttributes)
    expect(read().slice(-4)).toMatchObject([
      { attributes: { a: OTHER_VALUE, b: 1 }, value: 3 },
      { attributes: { a: 7, b: 1 }, value: 1 },
      { attributes: { a: 'lone \uFFFD', b: 1 }, value: 1 },
      { attributes: { a: '["x"]', b: 1 }, value: 1 },
    ])
  })

  it('sends what is past the limit of series to one, sums exact', () => {
    const { sum, read } = createCounter()
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < 10_000; index++) sum.add(1, { a: index % 100, b: Math.floor(index / 100) })
    }
    sum.add(1, { [ATTR_OVERFLOW]: true })
    sum.bind({ unknown: 'key' }).add(1)
    const readings = read()
    expect(readings).toHaveLength(MAX_SERIES_PER_INSTRUMENT)
    expect(total(readings)).toBe(20_002)
    const overflow = readings.filter(({ attributes }) => ATTR_OVERFLOW in attributes)
    expect(overflow).toEqual([
      { name: COUNTER.name, attributes: { [ATTR_OVERFLOW]: true }, value: 20_002 - 2 * 1999 },
    ])
  })

  it('sends a measurement with too many keys to the overflow series', () => {
    const { sum, read } = createCounter()
    sum.add(1, { [ATTR_OVERFLOW]: true })
    sum.add(1, Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`key${index}`, 1])))
    expect(read()).toMatchObject([{ attributes: { [ATTR_OVERFLOW]: true }, value: 2 }])
  })

  it('are not reached by a caller who writes what marks them', () => {
    const { sum, read } = createCounter()
    for (const a of [OTHER_VALUE, OTHER_VALUE, 1, 'x', 1, 'x']) sum.add(1, { a })
    expect(read()).toMatchObject([
      { attributes: { a: OTHER_VALUE }, value: 2 },
      { attributes: { a: 1 }, value: 2 },
      { attributes: { a: 'x' }, value: 2 },
    ])
  })

  it('takes a million values in flat memory, sums exact', () => {
    const { sum, read } = createCounter()
    const record = (from: number, to: number) => {
      for (let index = from; index < to; index++) {
        sum.add(1, { user: `user-${index}`, kind: 'same' })
        sum.add(1, { kind: index, other: index % 300 })
        sum.bind({ bound: `user-${index}` }).add(1)
      }
    }
    record(0, 10_000)
    const before = usedMemory()
    record(10_000, 1_000_000)
    expect(usedMemory() - before).toBeLessThan(1_000_000)
    sum.add(1)
    const readings = read()
    expect(readings.length).toBeLessThanOrEqual(MAX_SERIES_PER_INSTRUMENT)
    expect(total(readings)).toBe(3_000_001)
  })

  it('takes a hundred thousand keys in flat memory, sums exact', () => {
    const { sum, read } = createCounter()
    const record = (from: number, to: number) => {
      for (let index = from; index < to; index++) sum.add(1, { [`key-${index}`]: 1 })
    }
    record(0, 10_000)
    const before = usedMemory()
    record(10_000, 100_000)
    expect(usedMemory() - before).toBeLessThan(1_000_000)
    sum.add(1)
    expect(total(read())).toBe(100_001)
  })

  it('keeps no large text, nor the text that a small one was cut from', () => {
    const { sum, read } = createCounter()
    const before = usedMemory()
    for (let index = 0; index < 100; index++) {
      const text = freshText(index, 5_000_000)
      sum.add(1, { a: text })
      sum.add(1, { a: text.slice(0, 100) })
      sum.add(1, { [text]: 1 })
      sum.add(1, { [text]: undefined })
      sum.bind({ b: text.slice(0, 100) }).add(1)
    }
    expect(usedMemory() - before).toBeLessThan(10_000_000)
    sum.add(1)
    expect(total(read())).toBe(501)
  })

  it('forgets paths, not series, when attributes come in very many orders', () => {
    const { sum, read } = createCounter()
    const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
    const before = usedMemory()
    let recorded = 0
    for (const order of permutations(keys)) {
      sum.add(1, Object.fromEntries(order.map((key) => [key, 1])))
      recorded += 1
    }
    expect(usedMemory() - before).toBeLessThan(12_000_000)
    sum.add(1, { h: 1, g: 1, f: 1, e: 1, d: 1, c: 1, b: 1, a: 1 })
    expect(recorded).toBe(40_320)
    expect(read()).toMatchObject([{ value: recorded + 1 }])
  })
})

function* permutations(items: readonly string[]): Generator<string[]> {
  if (items.length === 0) yield []
  for (const item of items) {
    for (const rest of permutations(items.filter((other) => other !== item))) yield [item, ...rest]
  }
}
