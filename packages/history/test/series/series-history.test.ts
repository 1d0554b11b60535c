import type { LabelMatcher } from '@cryo/promql'
import { evaluate } from '@cryo/promql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { openSeriesHistory } from '../../src/series/open-series-history.ts'
import type { SeriesHistory } from '../../src/series/series-history.ts'

const START_MS = 1_780_000_000_000
const REQUESTS: LabelMatcher = { name: '__name__', op: '=', value: 'requests_total' }

let nowMs = START_MS
let history: SeriesHistory
let problems: string[]
beforeEach(() => {
  nowMs = START_MS
  problems = []
  history = openSeriesHistory({
    dir: null,
    maxSeries: 100,
    nowMs: () => nowMs,
    onProblem: (problem) => problems.push(problem),
  })
})
afterEach(() => history.close())

function open(labels: Record<string, string>): number {
  const handle = history.open({ __name__: 'requests_total', ...labels })
  expect(handle).not.toBeNull()
  return handle ?? -1
}

/** Values by time, of the one series that fits. */
function read(...matchers: LabelMatcher[]): Record<string, number> {
  const found = [...history.select([REQUESTS, ...matchers], 0, Infinity)]
  expect(found.length).toBeLessThan(2)
  return Object.fromEntries(
    [...(found[0]?.timestamps ?? [])].map((timeMs, index) => [
      timeMs - START_MS,
      found[0]?.values[index] ?? 0,
    ]),
  )
}

describe('a history of series', () => {
  it('finds a series by its labels, in whatever order they stand', () => {
    const handle = open({ route: '/', code: '200' })
    expect(open({ code: '200', route: '/', empty: '' })).toBe(handle)
    expect(open({ route: '/', code: '500' })).not.toBe(handle)
    expect(history.seriesCount).toBe(2)
  })

  it('gives samples in order, those that came late among them', () => {
    const handle = open({})
    for (const timeMs of [0, 20_000, 10_000, 30_000, 15_000]) {
      expect(history.append(handle, START_MS + timeMs + 0.75, timeMs)).toBe(true)
    }
    expect(Object.entries(read())).toEqual(
      [0, 10_000, 15_000, 20_000, 30_000].map((timeMs) => [String(timeMs), timeMs]),
    )
    const cut = [...history.select([REQUESTS], START_MS + 10_000, START_MS + 20_000)]
    expect([...(cut[0]?.values ?? [])]).toEqual([10_000, 15_000, 20_000])
  })

  it('refuses what is too old, known already or of an impossible time, and counts it', () => {
    const handle = open({})
    nowMs += 3_600_000
    expect(history.append(handle, nowMs, 1)).toBe(true)
    expect(history.append(handle, nowMs, 2)).toBe(false)
    expect(history.append(handle, nowMs - 600_000, 3)).toBe(true)
    expect(history.append(handle, nowMs - 600_000, 3)).toBe(false)
    expect(history.append(handle, nowMs - 600_001, 4)).toBe(false)
    for (const timeMs of [Number.NaN, -1, Infinity, Date.UTC(3000, 0), nowMs + 86_400_001]) {
      expect(history.append(handle, timeMs, 5)).toBe(false)
    }
    expect(history.append(handle + 1, nowMs, 6)).toBe(false)
    expect(history.refused).toEqual({
      outOfOrder: 1,
      duplicate: 2,
      invalidTime: 5,
      unknownSeries: 1,
      noRoom: 0,
      tooManySeries: 0,
    })
    expect(read()).toEqual({ 3_000_000: 3, 3_600_000: 1 })
  })

  it('has room for so many series, the last quarter not for those of strangers, and says when it is full', () => {
    for (let index = 0; index < 75; index++) open({ index: String(index) })
    expect(history.open({ __name__: 'theirs' }, true)).toBeNull()
    expect(history.open({ __name__: 'requests_total', index: '7' }, true)).not.toBeNull()
    expect(history.open({ __name__: 'ours' })).not.toBeNull()
    expect(history.open({ __name__: 'theirs' }, true)).toBeNull()
    expect(problems).toEqual([
      expect.stringMatching(/^the history has room for 100 series: new ones are not recorded until others/),
    ])
  })

  it('has room for so many series, and counts the others', () => {
    for (let index = 0; index < 100; index++) open({ index: String(index) })
    expect(history.open({ __name__: 'one_more' })).toBeNull()
    expect(history.open({ __name__: 'requests_total', index: '7' })).not.toBeNull()
    expect([history.seriesCount, history.refused.tooManySeries]).toEqual([100, 1])
  })

  it('finds series as Prometheus does: equal, unequal, by expression, with and without a label', () => {
    for (const code of ['200', '404', '500'])
      history.append(open({ code, job: 'api' }), START_MS, Number(code))
    history.append(open({ job: 'batch' }), START_MS, 0)
    const find = (op: LabelMatcher['op'], value: string): readonly number[] =>
      [...history.select([REQUESTS, { name: 'code', op, value }], 0, Infinity)]
        .map(({ values }) => values[0] ?? -1)
        .toSorted((left, right) => left - right)
    expect(find('=', '404')).toEqual([404])
    expect(find('!=', '404')).toEqual([0, 200, 500])
    expect(find('=~', '4..|5..')).toEqual([404, 500])
    expect(find('!~', '4.*')).toEqual([0, 200, 500])
    expect(find('=', '')).toEqual([0])
    expect(find('!=', '')).toEqual([200, 404, 500])
    expect(find('=~', '.*')).toEqual([0, 200, 404, 500])
    expect(find('=~', '(')).toEqual([])
    expect([...history.select([{ name: 'job', op: '=', value: 'batch' }], 0, Infinity)]).toHaveLength(1)
  })

  it('tells the labels that there are', () => {
    for (const code of ['404', '200']) history.append(open({ code, job: 'api' }), START_MS, 1)
    history.append(history.open({ __name__: 'up', instance: 'a' }) ?? -1, START_MS + 7_200_000, 1)
    const [ofApi, ofUp]: LabelMatcher[] = [
      { name: 'job', op: '=', value: 'api' },
      { name: '__name__', op: '=', value: 'up' },
    ] as const
    expect(history.labelNames([], 0, Infinity)).toEqual(['__name__', 'code', 'instance', 'job'])
    expect(history.labelNames([[ofUp]], 0, Infinity)).toEqual(['__name__', 'instance'])
    expect(history.labelValues('code', [[ofApi]], 0, Infinity)).toEqual(['200', '404'])
    expect(history.labelValues('__name__', [[ofApi], [ofUp], [ofUp]], 0, Infinity)).toEqual([
      'requests_total',
      'up',
    ])
    expect([...history.series([[ofUp], [ofUp]], 0, Infinity)]).toEqual([{ __name__: 'up', instance: 'a' }])
    expect(history.labelNames([], 0, START_MS)).toEqual(['__name__', 'code', 'job'])
    expect(history.labelNames([], START_MS + 1, Infinity)).toEqual(['__name__', 'instance'])
  })

  it('answers queries, and ends a series where it was marked', async () => {
    const handle = open({ job: 'api' })
    for (let index = 0; index <= 6; index++) history.append(handle, START_MS + index * 10_000, index * 5)
    history.appendStale(handle, START_MS + 70_000)
    const at = { start: START_MS + 60_000, end: START_MS + 70_000, step: 10_000 }
    expect(await evaluate('rate(requests_total[30s])', at, history)).toMatchObject({
      series: [{ labels: { job: 'api' }, values: Float64Array.of(0.5, 0.5) }],
    })
    expect(await evaluate('requests_total', at, history)).toMatchObject({
      series: [{ timestamps: Float64Array.of(START_MS + 60_000), values: Float64Array.of(30) }],
    })
  })

  it('that is closed while it is read says so, instead of giving what is left', () => {
    for (const code of ['200', '500']) history.append(open({ code }), START_MS, 1)
    const found = history.select([REQUESTS], 0, Infinity)[Symbol.iterator]()
    expect(found.next().done).toBe(false)
    history.close()
    expect(() => found.next()).toThrow('the history is closed')
    expect(history.notices).toEqual([])
  })
})
