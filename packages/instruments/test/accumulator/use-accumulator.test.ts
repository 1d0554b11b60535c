import { afterEach, expect, it, vi } from 'vitest'

import { useAccumulator } from '../../src/accumulator/index.ts'
import { COUNTER } from '../fixtures/definitions.ts'
import { watchAccumulator } from '../fixtures/watched-accumulator.ts'

afterEach(() => useAccumulator(null))

it('is the recorder of other copies of the package in the process', async () => {
  const { accumulator, read } = watchAccumulator()
  const first = await import('../../src/index.ts')
  vi.resetModules()
  const second = await import('../../src/index.ts')
  expect(second.counter).not.toBe(first.counter)
  const early = second.counter(COUNTER)
  early.add(1)
  useAccumulator(accumulator)
  early.add(2)
  first.counter(COUNTER).add(3)
  second.counter(COUNTER).bind().add(4)
  expect(read()).toEqual([{ name: COUNTER.name, attributes: {}, value: 9 }])
})
