import { describe, expect, it } from 'vitest'

import { createMeterProvider } from '../../src/accumulator/index.ts'
import { watchAccumulator } from '../fixtures/watched-accumulator.ts'

const INSTRUMENTS = 30
const SERIES = 1000

describe('the series of all instruments', () => {
  it('have a bound in bytes; past it sums stay exact', () => {
    const { accumulator, reader } = watchAccumulator()
    const meter = createMeterProvider(accumulator).getMeter('test')
    const counters = Array.from({ length: INSTRUMENTS }, (_, index) =>
      meter.createCounter(`counter_${index}`),
    )
    for (let round = 0; round < 2; round++) {
      for (const counter of counters) {
        for (let index = 0; index < SERIES; index++) {
          counter.add(1, { low: index % 100, high: `${'x'.repeat(200)} ${Math.floor(index / 100)}` })
        }
      }
    }
    const sums = new Map<string, number>()
    let characters = 0
    reader.read(({ name }, { attributes }, { value }) => {
      characters += JSON.stringify(attributes).length
      sums.set(name, (sums.get(name) ?? 0) + value)
    })
    expect([...sums.values()]).toEqual(counters.map(() => 2 * SERIES))
    expect(characters).toBeLessThan(4 * 1024 * 1024)
  })
})
