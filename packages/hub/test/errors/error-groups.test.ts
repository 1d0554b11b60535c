import { openHistory } from '@cryo/history'
import type { History } from '@cryo/history'
import { createTempDir } from '@cryo/testing'
import type { TempDir } from '@cryo/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { ErrorGroups } from '../../src/errors/error-groups.ts'
import { SeriesStore } from '../../src/metrics/series-store.ts'
import { anErrorSpan, aProcess, countErrors, DAY_MS } from './error-spans.ts'

let dir: TempDir
let history: History
let series: SeriesStore
let groups: ErrorGroups
const opened: History[] = []

beforeEach(() => {
  dir = createTempDir()
  start()
})
afterEach(() => {
  for (const each of opened.splice(0)) each.close()
  dir[Symbol.dispose]()
})

/** A hub that starts on the same folder, as another process or after the end of the one before. */
function start(): void {
  history = openHistory({ dir: dir.path })
  opened.push(history)
  series = new SeriesStore()
  groups = new ErrorGroups(series)
  groups.useHistory(history)
}

function restart(): void {
  groups.useHistory(null)
  history.close()
  start()
}

const states = (nowMs = Date.now()): string[] => groups.report(nowMs).map(({ id, state }) => `${id} ${state}`)

describe('a group of errors', () => {
  it('is told by service and group, with what is newest of it', () => {
    const timeMs = Date.now()
    groups.take(anErrorSpan({ timeMs: timeMs - 2000, attributes: { 'cryo.operation.kind': 'operation' } }))
    groups.take(
      anErrorSpan({
        timeMs: timeMs - 1000,
        message: 'no viscosity below -41 °C',
        traceId: 'c'.repeat(32),
        attributes: { 'cryo.job.name': 'screen mixtures' },
        context: { 'cryo.context.mixture': 'M-17', 'cryo.context.attempt': 3 },
      }),
    )
    groups.take(anErrorSpan({ timeMs: timeMs - 3000, name: 'GET /mixtures', kind: 2 }))
    groups.take(anErrorSpan({ timeMs, resource: aProcess('other', 'api') }))
    const [api, screening] = groups.report(timeMs)
    expect(api).toMatchObject({ service: 'api', count: 1 })
    expect(screening).toEqual({
      service: 'screening',
      id: '00000000000000a1',
      type: 'RangeError',
      message: 'no viscosity below -41 °C',
      state: 'new',
      count: 3,
      firstSeen: new Date(timeMs - 3000),
      lastSeen: new Date(timeMs - 1000),
      operations: ['fit', 'screen mixtures', 'GET /mixtures'],
      sample: {
        service: 'screening',
        type: 'RangeError',
        message: 'no viscosity below -41 °C',
        group: '00000000000000a1',
        operation: 'screen mixtures',
        traceId: 'c'.repeat(32),
        stack: 'RangeError: no viscosity below -41 °C\n    at viscosity (src/viscosity.ts:12:9)',
        at: new Date(timeMs - 1000),
      },
      context: { mixture: 'M-17', attempt: '3' },
    })
  })

  it('has as many errors as the counters of its processes say, also without a span', async () => {
    groups.take(anErrorSpan())
    await countErrors(series, aProcess('instance-1'), 40)
    await countErrors(series, aProcess('instance-2'), 2)
    await countErrors(series, aProcess('instance-1'), 7, { group: '00000000000000b2' })
    groups.observe(Date.now())
    expect(groups.report(Date.now()).map(({ id, count }) => [id, count])).toEqual([
      ['00000000000000b2', 7],
      ['00000000000000a1', 42],
    ])
    expect(groups.report(Date.now())[0]).toMatchObject({
      type: 'RangeError',
      message: '',
      sample: { stack: null },
    })
    groups.take(
      anErrorSpan({ group: '00000000000000b2', message: 'seen at last', timeMs: Date.now() - 5000 }),
    )
    expect(groups.report(Date.now()).find(({ id }) => id.endsWith('b2'))).toMatchObject({
      message: 'seen at last',
      count: 7,
    })
  })

  it('counts an error once that went through two spans, and each of a loop', () => {
    const traceId = 'd'.repeat(32)
    groups.take(anErrorSpan({ traceId, spanId: '1'.repeat(16), parentSpanId: '2'.repeat(16) }))
    groups.take(anErrorSpan({ traceId, spanId: '2'.repeat(16), parentSpanId: '3'.repeat(16) }))
    groups.take(anErrorSpan({ traceId, spanId: '3'.repeat(16) }))
    expect(groups.report(Date.now())[0]?.count).toBe(1)
    for (let index = 0; index < 5; index++)
      groups.take(anErrorSpan({ traceId, parentSpanId: '3'.repeat(16) }))
    expect(groups.report(Date.now())[0]?.count).toBe(6)
  })

  it('is found for errors that came without one, of other libraries and languages, and freed of secrets', () => {
    const python = (line: number, dsn: string): void =>
      groups.take(
        anErrorSpan({
          group: null,
          type: 'OperationalError',
          message: `cannot connect to ${dsn}`,
          stack: `Traceback (most recent call last):\n  File "fit.py", line ${line}, in fit\nOperationalError`,
        }),
      )
    python(10, 'postgres://cryo:hunter22@db-1/cryo')
    python(11, 'postgres://cryo:hunter22@db-2/cryo')
    expect(groups.report(Date.now())).toEqual([])
    // Each call takes one at least.
    groups.work()
    groups.work()
    const [group, ...others] = groups.report(Date.now())
    expect(others).toEqual([])
    expect(group).toMatchObject({
      type: 'OperationalError',
      count: 2,
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
    })
    expect(JSON.stringify(group)).not.toContain('hunter22')
  })

  it('is bounded in memory and comes back from the history with its count', async () => {
    const id = (index: number): string => index.toString(16).padStart(16, '0')
    const stack = `Error\n${'    at frame (src/file.ts:1:1)\n'.repeat(500)}`
    const seenMs = Date.now() - 60_000
    for (let index = 0; index < 600; index++)
      groups.take(anErrorSpan({ group: id(index), stack, timeMs: seenMs }))
    expect(history.errorGroups.newest(10_000).length).toBeGreaterThan(300)
    groups.useHistory(null)
    expect(history.errorGroups.newest(10_000)).toHaveLength(600)
    groups.useHistory(history)
    // The newest is told first: what follows is a moment later.
    groups.take(anErrorSpan({ group: id(0), stack, timeMs: Date.now() - 1000 }))
    expect(groups.report(Date.now())[0]).toMatchObject({ id: id(0), count: 2 })
    // The counter of a group that is not at hand does not crowd out the others.
    await countErrors(series, aProcess(), 2, { group: id(1) })
    groups.observe(Date.now())
    expect(groups.report(Date.now())[0]).toMatchObject({ id: id(1), count: 2 })
  })

  it('is not harmed by what is no time, no text, or too long', () => {
    const long = 'x'.repeat(1_000_000)
    groups.take(anErrorSpan({ timeMs: Number.NaN, message: long, type: long, stack: long, name: long }))
    groups.take(
      anErrorSpan({ timeMs: Date.now() + 400 * DAY_MS, context: { 'cryo.context.__proto__': 'x' } }),
    )
    groups.take(
      anErrorSpan({ group: long, resource: aProcess(long, long, long), context: { 'cryo.context.a': [1] } }),
    )
    restart()
    expect(states()).toHaveLength(2)
    expect(JSON.stringify(groups.report(Date.now())).length).toBeLessThan(80_000)
    for (const { lastSeen } of groups.report(Date.now()))
      expect(lastSeen.getTime()).toBeLessThanOrEqual(Date.now())
  })
})

describe('the state of a group', () => {
  it('is new on the first day, then ongoing', () => {
    const timeMs = Date.now()
    groups.take(anErrorSpan({ timeMs }))
    expect(states(timeMs)).toEqual(['00000000000000a1 new'])
    expect(states(timeMs + DAY_MS)).toEqual(['00000000000000a1 ongoing'])
  })

  it('is resolved by a person, then regressed when it is seen again, over restarts', async () => {
    const timeMs = Date.now() - 60_000
    groups.take(anErrorSpan({ timeMs }))
    await countErrors(series, aProcess(), 1, { timeMs })
    groups.observe(timeMs)
    expect(groups.resolve('screening', '00000000000000a1', timeMs + 1)).toBe(true)
    expect(groups.resolve('screening', 'unknown', timeMs + 1)).toBe(false)
    restart()
    expect(states()).toEqual(['00000000000000a1 resolved'])
    // The process is still there and tells again what it told before.
    await countErrors(series, aProcess(), 1)
    groups.observe(Date.now())
    expect(states()).toEqual(['00000000000000a1 resolved'])
    groups.take(
      anErrorSpan({ timeMs: timeMs + 30_000, resource: aProcess('instance-2', 'screening', '1.0.1') }),
    )
    expect(states()).toEqual(['00000000000000a1 regressed'])
    restart()
    expect(groups.report(Date.now())).toMatchObject([{ state: 'regressed', count: 2 }])
    expect(history.errorGroups.newest()).toMatchObject([{ lastVersion: '1.0.1', firstSeenMs: timeMs }])
  })

  it('is regressed by a counter alone, but not by one that tells late of what was before', async () => {
    const timeMs = Date.now() - 100_000
    groups.take(anErrorSpan({ timeMs }))
    groups.resolve('screening', '00000000000000a1', timeMs + 1000)
    await countErrors(series, aProcess(), 2, { timeMs: timeMs + 2000 })
    groups.observe(Date.now())
    expect(states()).toEqual(['00000000000000a1 resolved'])
    await countErrors(series, aProcess(), 3, { timeMs: timeMs + 50_000 })
    groups.observe(Date.now())
    expect(states()).toEqual(['00000000000000a1 regressed'])
  })

  it('is resolved after two quiet weeks, and regressed after them', () => {
    const timeMs = Date.now() - 20 * DAY_MS
    groups.take(anErrorSpan({ timeMs }))
    expect(states(timeMs + 13 * DAY_MS)).toEqual(['00000000000000a1 ongoing'])
    expect(states()).toEqual(['00000000000000a1 resolved'])
    restart()
    groups.take(anErrorSpan())
    expect(states()).toEqual(['00000000000000a1 regressed'])
  })

  it('puts what needs a look first', () => {
    const timeMs = Date.now()
    const see = (id: string, daysAgo: number): void =>
      groups.take(anErrorSpan({ group: id, timeMs: timeMs - daysAgo * DAY_MS }))
    for (const [id, ...days] of [
      ['resolved', 1],
      ['ongoing', 2, 0],
      ['new', 0.5],
      ['regressed', 20, 0],
    ] as const) {
      for (const day of days) see(id, day)
    }
    groups.resolve('screening', 'resolved', timeMs)
    expect(states(timeMs)).toEqual(['regressed regressed', 'new new', 'ongoing ongoing', 'resolved resolved'])
  })
})

describe('another owner of the folder', () => {
  it('adds what it saw itself to what is remembered, nothing twice', async () => {
    await countErrors(series, aProcess('owner'), 5)
    await countErrors(series, aProcess('attached'), 3)
    groups.observe(Date.now())
    groups.useHistory(null)
    history.close()

    series = new SeriesStore()
    groups = new ErrorGroups(series)
    await countErrors(series, aProcess('attached'), 4)
    groups.observe(Date.now())
    expect(groups.report(Date.now())[0]?.count).toBe(4)
    history = openHistory({ dir: dir.path })
    opened.push(history)
    groups.useHistory(history)
    groups.observe(Date.now())
    expect(groups.report(Date.now())[0]?.count).toBe(9)
    restart()
    expect(groups.report(Date.now())[0]?.count).toBe(9)
  })
})
