import { describe, expect, it } from 'vitest'

import { InstanceCounts } from '../../src/errors/instance-counts.ts'

describe('InstanceCounts', () => {
  it('takes the counter of a process for exact, and events only where it has none', () => {
    const counts = new InstanceCounts()
    counts.addEvent('a')
    counts.addEvent('python')
    counts.addEvent('python')
    expect(counts.total).toBe(3)
    expect(counts.observe('a', 5, 1000)).toBe(5)
    expect(counts.total).toBe(7)
    expect(counts.observe('a', 5, 1000)).toBe(0)
    expect(counts.observe('a', 9, 1000)).toBe(4)
    expect(counts.total).toBe(11)
  })

  it('adds up lives of a process, by its start or by a counter that fell', () => {
    const counts = new InstanceCounts()
    counts.observe('a', 5, 1000)
    expect(counts.observe('a', 2, 1000)).toBe(2)
    expect(counts.observe('a', 6, 90_000)).toBe(6)
    expect(counts.total).toBe(13)
  })

  it('goes on after a restart of the hub without adding anything twice', () => {
    const before = new InstanceCounts()
    before.observe('a', 5, 1000)
    before.observe('b', 1, 1000)
    before.addEvent('python')
    const after = new InstanceCounts(before.total, before.live)
    expect(after.total).toBe(7)
    expect(after.observe('a', 5, 1000.4)).toBe(0)
    expect(after.observe('b', 3, 1000)).toBe(2)
    after.addEvent('python')
    expect(after.total).toBe(10)
  })

  it('adopts what was known before of others, and of the same process once', () => {
    const earlier = new InstanceCounts(100, [
      { instance: 'a', counted: 5, startMs: 1000, events: 0 },
      { instance: 'b', counted: 7, startMs: 1000, events: 0 },
      { instance: 'c', counted: 2, startMs: 1000, events: 0 },
    ])
    const counts = new InstanceCounts()
    counts.observe('a', 6, 1000)
    counts.observe('c', 1, 90_000)
    counts.adopt(earlier)
    // 86 of processes long gone, 6 of a, 7 of b, and both lives of c.
    expect(counts.total).toBe(86 + 6 + 7 + 2 + 1)
  })

  it('is bounded, and folds those that are gone first', () => {
    const counts = new InstanceCounts()
    for (let index = 0; index < 100; index++) counts.observe(`gone-${index}`, 1, 1000)
    for (let index = 0; index < 40; index++) counts.observe(`running-${index}`, 1, 1000)
    counts.fold((instance) => instance.startsWith('running'))
    expect(counts.live.map(({ instance }) => instance)).toHaveLength(40)
    expect(counts.total).toBe(140)
    expect(counts.observe('running-3', 1, 1000)).toBe(0)
    for (let index = 0; index < 2000; index++) counts.observe(`running-${index}`, 1, 1000)
    counts.fold(() => true)
    expect(counts.live.length).toBeLessThanOrEqual(500)
    expect(counts.total).toBe(100 + 2000)
  })
})
