import { expect, it } from 'vitest'

import { SampleArrays } from '../../src/series/sample-arrays.ts'

it('uses arrays again that were given back, whole or in part, and none twice', () => {
  const arrays = new SampleArrays()
  const first = arrays.take(1000)
  const { timestamps, values } = first
  arrays.giveBack({ timestamps: timestamps.subarray(10, 20), values: values.subarray(10, 20) })
  arrays.giveBack(first)
  const second = arrays.take(900)
  expect(second.timestamps.buffer).toBe(first.timestamps.buffer)
  expect(second.timestamps).toHaveLength(900)
  expect(arrays.take(900).timestamps.buffer).not.toBe(first.timestamps.buffer)
})

it('keeps times and values apart', () => {
  const { timestamps, values } = new SampleArrays().take(5000)
  timestamps.fill(1)
  values.fill(2)
  expect(timestamps.every((each) => each === 1)).toBe(true)
})

it('keeps no more than two long series of what is given back', () => {
  const arrays = new SampleArrays()
  const taken = [1, 2, 3, 4].map(() => arrays.take(130_000))
  for (const samples of taken) arrays.giveBack(samples)
  const buffers = new Set(taken.map(({ timestamps }) => timestamps.buffer))
  const again = [1, 2, 3, 4]
    .map(() => arrays.take(130_000))
    .filter(({ timestamps }) => buffers.has(timestamps.buffer))
  expect(again.length).toBeLessThan(3)
})

it('lets arrays of others be', () => {
  const arrays = new SampleArrays()
  const others = { timestamps: new Float64Array(5000), values: new Float64Array(5000) }
  arrays.giveBack(others)
  expect(arrays.take(100).timestamps.buffer).not.toBe(others.timestamps.buffer)
})
