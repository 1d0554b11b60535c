import { createSeededRandom } from '@cryo/testing'
import { describe, expect, it } from 'vitest'
import { applyDelta } from '../../src/client/live/delta.ts'
import { diffState } from '../../src/live/diff-state.ts'
import { sampleData } from '../sample-data.ts'

/** A value as JSON carries it. */
function carried<T>(value: T): T {
  return (value === undefined ? undefined : JSON.parse(JSON.stringify(value))) as T
}

/** What a browser has after a change that came as JSON. */
function received(before: unknown, after: unknown): unknown {
  const delta = diffState(before, after)
  return delta === null ? carried(before) : applyDelta(carried(before), carried(delta))
}

describe('a change', () => {
  it('is nothing where nothing changed, dates included', () => {
    expect(diffState(sampleData(), sampleData())).toBeNull()
  })

  it('names only what changed', () => {
    const after = sampleData()
    const rows = after.performance.routes.map((row, index) => (index === 1 ? { ...row, count: 7 } : row))
    expect(
      diffState(sampleData(), { ...after, performance: { ...after.performance, routes: rows } }),
    ).toEqual({
      performance: { routes: { 1: { count: [7] } } },
    })
  })

  it('leaves what did not change the same object, so that it is not drawn again', () => {
    const before = carried({ a: { x: 1 }, b: [{ y: 1 }, { y: 2 }] })
    const after = applyDelta(before, { b: { 1: { y: [3] } } }) as typeof before
    expect(after).toEqual({ a: { x: 1 }, b: [{ y: 1 }, { y: 3 }] })
    expect([after.a === before.a, after.b[0] === before.b[0]]).toEqual([true, true])
    expect(before.b[1]).toEqual({ y: 2 })
  })

  it.each([
    ['a longer list', [1], [1, 2, { three: 3 }]],
    ['a shorter list', [1, 2, 3], [1]],
    ['an empty list', [1, [2]], []],
    ['a list for an object', { a: [1] }, { a: { 0: 1 } }],
    ['a list as a value', { a: 1 }, { a: [[1]] }],
    ['null for an object', { a: { b: 1 } }, { a: null }],
    ['a key less', { a: 1, b: 2 }, { b: 2 }],
    ['undefined, which JSON leaves out', { a: 1 }, { a: undefined }],
    ['an empty object', { a: 1 }, {}],
    ['a key named length', { length: 1 }, { length: 2 }],
    ['a number for a date', { a: new Date(0) }, { a: 0 }],
  ])('carries %s', (_name, before, after) => {
    expect(received(before, after)).toEqual(carried(after))
  })

  it('takes a key of any name for a key', () => {
    const before = carried({ context: {} })
    const after = JSON.parse('{"context":{"__proto__":{"polluted":1},"constructor":2}}') as object
    const got = received(before, after) as { context: object }
    expect(JSON.stringify(got)).toBe(JSON.stringify(after))
    expect(Object.getPrototypeOf(got.context)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('carries any state to any other', () => {
    const random = createSeededRandom(11)
    let before: unknown = make(random, 4)
    for (let round = 0; round < 2000; round++) {
      const after = random() < 0.5 ? vary(before, random) : make(random, 4)
      expect(received(before, after), JSON.stringify([before, after])).toEqual(carried(after))
      before = after
    }
  })
})

function make(random: () => number, depth: number): unknown {
  const kind = Math.floor(random() * (depth > 0 ? 7 : 5))
  const size = Math.floor(random() * 4)
  switch (kind) {
    case 0:
      return null
    case 1:
      return random() < 0.5
    case 2:
      return Math.floor(random() * 3)
    case 3:
      return 'text'.slice(0, size)
    case 4:
      return new Date(size)
    case 5:
      return Array.from({ length: size }, () => make(random, depth - 1))
    default:
      return Object.fromEntries(
        Array.from({ length: size }, (_, index) => [`k${index}`, make(random, depth - 1)]),
      )
  }
}

/** The same but for something. */
function vary(value: unknown, random: () => number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date || random() < 0.2)
    return make(random, 3)
  if (Array.isArray(value)) return value.map((one: unknown) => (random() < 0.4 ? vary(one, random) : one))
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => [
      key,
      random() < 0.4 ? vary(one, random) : one,
    ]),
  )
}
