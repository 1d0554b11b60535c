import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { JobRun } from '../../src/jobs/job-run.ts'
import { JobRuns } from '../../src/jobs/job-runs.ts'
import { toAttributes } from '../../src/otlp/attributes.ts'
import { STATUS_CODE } from '../../src/otlp/span.ts'
import { createRunSpan } from './run-spans.ts'

const SCREEN = { service: 'shop', namespace: '', job: 'screen' }

let runs: JobRuns
beforeEach(() => {
  runs = new JobRuns((instance) => !instance.startsWith('stranger'))
})

const start = (run: string, attributes = {}): void =>
  void runs.take(createRunSpan({ record: 'start', run, startMs: 1000, attributes }))
const chunk = (
  run: string,
  endMs: number,
  items: number,
  failed = 0,
  events: ReturnType<typeof failure>[] = [],
): void =>
  void runs.take(
    createRunSpan({
      record: 'chunk',
      run,
      startMs: endMs - 1000,
      endMs,
      attributes: { 'cryo.items': items, 'cryo.items.failed': failed, 'cryo.checkpoint.items': items },
      events,
    }),
  )
const failure = (type: string, message: string, count: number, group = '') => ({
  timeMs: 0,
  name: 'exception',
  attributes: toAttributes({
    'exception.type': type,
    'exception.message': message,
    'cryo.items.failed': count,
    ...(group === '' ? {} : { 'cryo.error.group': group }),
  }),
  droppedAttributesCount: 0,
})

describe('a run', () => {
  it('is what its spans tell, in whatever order they come', () => {
    chunk('r', 3000, 20, 1)
    start('r', {
      'cryo.run.expected_items': 100,
      'cryo.run.resumed_items': 30,
      'cryo.run.resumed_from': 'before',
      'cryo.run.unit': 'rows',
      'cryo.checkpoint.file': '/data/screen.json',
      'cryo.checkpoint.durable': true,
    })
    chunk('r', 4000, 25, 2)
    const [run] = runs.ofJob(SCREEN)
    expect(run?.isOpen).toBe(true)
    expect(run?.record).toMatchObject({
      runId: 'r',
      ...SCREEN,
      instanceId: 'a',
      startMs: 1000,
      endMs: null,
      lastUpdateMs: 4000,
      items: 45,
      failedItems: 3,
      resumedItems: 30,
      expectedItems: 100,
      resumedFrom: 'before',
      checkpoint: { file: '/data/screen.json', durable: true, items: 25 },
    })
    runs.take(
      createRunSpan({
        record: 'run',
        run: 'r',
        endMs: 5000,
        attributes: { 'cryo.items': 50, 'cryo.items.failed': 3, 'cryo.job.state': 'completed' },
      }),
    )
    chunk('r', 4900, 5)
    expect(run?.record).toMatchObject({ state: 'completed', endMs: 5000, items: 50, failedItems: 3 })
    expect(run?.isOpen).toBe(false)
  })

  it('that another goes on with is over', () => {
    start('before')
    start('r', { 'cryo.run.resumed_from': 'before' })
    expect(runs.ofJob(SCREEN).map(({ record }) => [record.runId, record.state])).toEqual([
      ['before', 'interrupted'],
      ['r', 'running'],
    ])
  })

  it('tells its failures by group, the same ones together, not all of a million kinds', () => {
    chunk('r', 2000, 10, 3, [failure('RangeError', 'cold', 2, 'g1'), failure('TypeError', 'x', 1)])
    chunk('r', 3000, 10, 3, [failure('RangeError', 'colder', 3, 'g1'), failure('TypeError', 'x', 1)])
    for (let kind = 0; kind < 100; kind++) chunk('r', 4000, 1, 1, [failure('Error', String(kind), 1)])
    const [run] = runs.ofJob(SCREEN)
    expect(run?.failures.slice(0, 2)).toEqual([
      { group: 'g1', type: 'RangeError', message: 'cold', count: 5 },
      { group: '', type: 'TypeError', message: 'x', count: 2 },
    ])
    expect(run?.failures).toHaveLength(16)
  })

  it('that is a part of another is none of the job', () => {
    start('child', { 'cryo.run.parent_id': 'r' })
    expect(runs.ofJob(SCREEN)).toEqual([])
  })

  it.each([
    { 'cryo.items': -1 },
    { 'cryo.items': Number.NaN },
    { 'cryo.items': 1e308 },
    { 'cryo.items': 'many' },
    { 'cryo.items': null },
    { 'cryo.items': [7] },
  ])('ignores what is no amount: %o', (attributes) => {
    runs.take(createRunSpan({ record: 'chunk', attributes }))
    expect(runs.ofJob(SCREEN)[0]?.record.items).toBe(0)
  })

  it.each([{ 'cryo.run.id': 7 }, { 'cryo.run.id': '' }, { 'cryo.run.record': null }, { 'cryo.job.name': 5 }])(
    'without a name is none: %o',
    (attributes) => {
      expect(runs.take(createRunSpan({ record: 'start', attributes: { ...attributes } }))).toBeNull()
    },
  )
})

describe('runs that say they have the same id', () => {
  it('are one each where they are of different processes', () => {
    start('r')
    runs.take(createRunSpan({ record: 'start', run: 'r', instance: 'b', job: 'other' }))
    runs.take(
      createRunSpan({
        record: 'run',
        run: 'r',
        instance: 'b',
        job: 'other',
        attributes: { 'cryo.job.state': 'failed' },
      }),
    )
    expect(runs.ofJob(SCREEN).map(({ record }) => record.state)).toEqual(['running'])
    expect(runs.ofJob({ ...SCREEN, job: 'other' }).map(({ record }) => record.state)).toEqual(['failed'])
  })
})

describe('a run', () => {
  it('is of one service, though its process says nothing of itself', () => {
    for (const service of ['shop', 'lab'])
      runs.take(createRunSpan({ record: 'start', run: 'r', instance: '', service }))
    expect(runs.ofJob(SCREEN)).toHaveLength(1)
    expect(runs.ofJob({ ...SCREEN, service: 'lab' })).toHaveLength(1)
  })

  it('has not begun years from now, nor before there were clocks', () => {
    const now = Date.now()
    const ahead = now + 1e11
    runs.take(createRunSpan({ record: 'start', run: 'ahead', startMs: ahead }))
    runs.take(createRunSpan({ record: 'chunk', run: 'ahead', startMs: 0, endMs: ahead }))
    runs.take(createRunSpan({ record: 'chunk', run: 'none', startMs: -5, endMs: 0 }))
    for (const { record } of runs.ofJob(SCREEN)) {
      expect(Math.abs(record.startMs - now)).toBeLessThan(60_000)
      expect(Math.abs(record.lastUpdateMs - now)).toBeLessThan(60_000)
    }
  })

  it('by a clock that was set back since is older than any other', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1e11 })
    runs.take(createRunSpan({ record: 'start', run: 'ahead', startMs: Date.now() }))
    vi.useRealTimers()
    start('r')
    expect(runs.ofJob(SCREEN).map(({ record }) => record.runId)).toEqual(['r', 'ahead'])
  })

  it.each([
    ['completed', { 'cryo.job.state': 'running' }, STATUS_CODE.unset],
    ['completed', { 'cryo.job.state': 'perhaps' }, STATUS_CODE.ok],
    ['failed', {}, STATUS_CODE.error],
    ['paused', { 'cryo.job.state': 'paused' }, STATUS_CODE.unset],
  ])('that has ended is %s, though it says %o', (state, attributes, code) => {
    const span = createRunSpan({ record: 'run', attributes })
    runs.take({ ...span, status: { code, message: '' } })
    expect(runs.ofJob(SCREEN)[0]?.record.state).toBe(state)
  })

  it('with an id that is longer than what is kept of it is one', () => {
    const run = 'x'.repeat(1000)
    start(run)
    for (let second = 0; second < 10; second++) chunk(run, second * 1000, 2)
    expect(runs.ofJob(SCREEN).map(({ record }) => record.items)).toEqual([20])
  })
})

describe('runs of strangers', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const beginForeign = (count: number, from: string): void => {
    for (let run = 0; run < count; run++)
      runs.take(createRunSpan({ record: 'start', run: `${from}${run}`, instance: 'stranger' }))
  }

  it('shut out none of ours, however many begin, and are counted once each', () => {
    for (let run = 0; run < 1000; run++) start(`ours${run}`)
    beginForeign(3000, 's')
    runs.take(createRunSpan({ record: 'chunk', run: 's2999', instance: 'stranger' }))
    expect(runs.refused).toBe(2000)
    for (let run = 0; run < 1000; run++) start(`later${run}`)
    // Those that made room are counted too.
    expect(runs.refused).toBe(3000)
    expect(runs.ofJob(SCREEN, 'a')).toHaveLength(2000)
  })

  it('make room for one another once nothing is heard of them', () => {
    beginForeign(1500, 's')
    vi.advanceTimersByTime(60_000)
    beginForeign(1, 'early')
    vi.advanceTimersByTime(300_000)
    runs.settle()
    beginForeign(1, 'late')
    // One that came too early, and one that made room.
    expect(runs.refused).toBe(2)
    expect(runs.ofJob(SCREEN).map(({ record }) => record.runId)).toContain('late0')
    expect(runs.ofJob(SCREEN)).toHaveLength(1500)
  })
})

describe('runs of ours that are remembered', () => {
  it('are ours though their processes are gone', () => {
    const gone = new JobRuns(() => false)
    start('r')
    for (const { record } of runs.ofJob(SCREEN))
      expect(
        [false, true].map(
          (isForeign) => gone.adopt(new JobRun({ ...record, runId: `${isForeign}`, isForeign })).isOurs,
        ),
      ).toEqual([true, false])
  })
})

describe('runs of ours that have ended', () => {
  it('make room for those of strangers, up to their share', () => {
    const end = (run: string, instance: string): void =>
      void runs.take(
        createRunSpan({ record: 'run', run, instance, attributes: { 'cryo.job.state': 'completed' } }),
      )
    for (let run = 0; run < 2000; run++) end(`ours${run}`, 'a')
    runs.take(createRunSpan({ record: 'start', run: 's', instance: 'stranger' }))
    expect(runs.refused).toBe(0)
    expect(runs.ofJob(SCREEN, 'stranger')).toHaveLength(1)
    for (let run = 0; run < 3000; run++) end(`s${run}`, 'stranger')
    expect(runs.ofJob(SCREEN, 'a')).toHaveLength(500)
    expect(runs.ofJob(SCREEN, 'stranger')).toHaveLength(1500)
  })
})

describe('many runs', () => {
  it('that never end make room for others of ours, once nothing was heard of them for long', () => {
    vi.useFakeTimers()
    for (let run = 0; run < 2000; run++) start(`left${run}`)
    vi.advanceTimersByTime(200_000)
    chunk('left0', 2000, 1)
    vi.advanceTimersByTime(200_000)
    start('r')
    vi.useRealTimers()
    const kept = new Set(runs.ofJob(SCREEN).map(({ record }) => record.runId))
    expect([kept.has('r'), kept.has('left0'), kept.has('left1')]).toEqual([true, true, false])
    expect(runs.refused).toBe(1)
  })

  it('are bounded: those that have ended leave first, and what finds no room is counted', () => {
    start('open')
    for (let run = 0; run < 3000; run++) {
      runs.take(
        createRunSpan({ record: 'run', run: `r${run}`, attributes: { 'cryo.job.state': 'completed' } }),
      )
    }
    expect(runs.ofJob(SCREEN)).toHaveLength(2000)
    expect(runs.ofJob(SCREEN).some(({ record }) => record.runId === 'open')).toBe(true)
    for (let run = 0; run < 3000; run++) start(`o${run}`)
    expect(runs.ofJob(SCREEN)).toHaveLength(2000)
    expect(runs.refused).toBe(1001)
  })
})
