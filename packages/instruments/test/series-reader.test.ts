import { Worker } from 'node:worker_threads'

import { describe, expect, it } from 'vitest'

import { createAccumulator } from '../src/accumulator/index.ts'
import { COUNTER, GAUGE, HISTOGRAM, SCOPE } from './fixtures/definitions.ts'
import { type Reading, readAll, watchAccumulator } from './fixtures/watched-accumulator.ts'

describe('read', () => {
  it('passes the descriptors that were announced', () => {
    const { accumulator, reader } = watchAccumulator(() => 77)
    accumulator.counter(COUNTER, SCOPE).add(1, { a: 1 })
    reader.read((instrument, series, point) => {
      expect(instrument).toMatchObject({ name: COUNTER.name, unit: '{item}', scope: SCOPE })
      expect(series).toMatchObject({ attributes: { a: 1 }, startTimeMs: 77 })
      expect(point).toMatchObject({ value: 1 })
    })
    expect.assertions(3)
  })

  it('gives buckets of the size of each histogram', () => {
    const { accumulator, read } = watchAccumulator()
    accumulator.histogram(HISTOGRAM, SCOPE).record(9)
    accumulator.histogram({ ...HISTOGRAM, name: 'one', boundaries: [] }, SCOPE).record(9)
    accumulator.gauge(GAUGE, SCOPE).record(9)
    expect(read()).toMatchObject([{ buckets: [0, 0, 0, 1] }, { buckets: [1], sum: 9 }, { value: 9 }])
  })

  it('takes announcements that are repeated, and leaves out series of unknown pages or instruments', () => {
    const { accumulator, reader, read } = watchAccumulator()
    const sum = accumulator.counter(COUNTER, SCOPE)
    sum.add(1)
    accumulator.replay(reader)
    reader.series({ instrument: 9, attributes: {}, page: 0, slot: 0, startTimeMs: 0 })
    reader.series({ instrument: 0, attributes: {}, page: 9, slot: 0, startTimeMs: 0 })
    sum.add(1)
    expect(read()).toEqual([{ name: COUNTER.name, attributes: {}, value: 2 }])
  })
})

describe('readChanged', () => {
  it('visits only what changed since the last time', () => {
    const { accumulator, reader } = watchAccumulator()
    const sum = accumulator.counter(COUNTER, SCOPE)
    const duration = accumulator.histogram(HISTOGRAM, SCOPE)
    sum.add(1, { a: 1 })
    sum.add(1, { a: 2 })
    duration.record(0)
    expect(readAll(reader, 'readChanged')).toHaveLength(3)
    accumulator.replay(reader)
    expect(readAll(reader, 'readChanged')).toEqual([])
    sum.add(1, { a: 2 })
    duration.record(0)
    expect(readAll(reader, 'readChanged')).toMatchObject([
      { attributes: { a: 2 }, value: 2 },
      { count: 2, sum: 0 },
    ])
    expect(readAll(reader)).toHaveLength(3)
  })
})

describe('in another thread', () => {
  it('sees the values without asking the thread that records', async () => {
    const worker = new Worker(new URL('fixtures/reader-thread.ts', import.meta.url))
    try {
      const tell = (message: object) => worker.postMessage(message, [])
      const accumulator = createAccumulator({
        sink: {
          page: (index, buffer) => tell({ type: 'page', index, buffer }),
          instrument: (descriptor) => tell({ type: 'instrument', descriptor }),
          series: (descriptor) => tell({ type: 'series', descriptor }),
        },
      })
      const sum = accumulator.counter(COUNTER, SCOPE).bind({ a: 'x' })
      const duration = accumulator.histogram(HISTOGRAM, SCOPE)
      sum.add(1)
      duration.record(2)
      const flag = new Int32Array(new SharedArrayBuffer(8))
      tell({ type: 'read', flag })
      // This thread blocks: the other one reads what is recorded after the last message that it gets.
      Atomics.wait(flag, 0, 0)
      for (let index = 0; index < 1000; index++) sum.add(2)
      duration.record(4)
      Atomics.store(flag, 1, 1)
      Atomics.notify(flag, 1)
      const { promise, resolve, reject } = Promise.withResolvers<Reading[]>()
      worker.once('message', resolve)
      worker.once('error', reject)
      expect(await promise).toEqual([
        { name: COUNTER.name, attributes: { a: 'x' }, value: 2001 },
        { name: HISTOGRAM.name, attributes: {}, buckets: [0, 1, 1, 0], count: 2, sum: 6 },
      ])
    } finally {
      await worker.terminate()
    }
  })
})
