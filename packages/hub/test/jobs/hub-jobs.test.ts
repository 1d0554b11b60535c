import {
  JOB_STATES,
  type JobState,
  METRIC_JOB_EXPECTED_INTERVAL,
  METRIC_JOB_LAST_END,
  METRIC_JOB_LAST_FAILURE,
  METRIC_JOB_LAST_START,
  METRIC_JOB_LAST_SUCCESS,
  METRIC_JOB_STATE,
  METRIC_PROGRESS_DEADLINE,
  METRIC_PROGRESS_ETA,
  METRIC_PROGRESS_ITEMS_DONE,
  METRIC_PROGRESS_ITEMS_EXPECTED,
  METRIC_PROGRESS_ITEMS_FAILED,
  METRIC_PROGRESS_ITEMS_RESUMED,
  METRIC_PROGRESS_LAST_UPDATE,
  METRIC_PROGRESS_RATE,
  METRIC_PROGRESS_STALL_AT,
} from '@cryo/conventions'
import type { MetricDefinition } from '@cryo/conventions'
import type { ProgressSummary } from '@cryo/protocol'
import type { ObservableCallback } from '@opentelemetry/api'
import { beforeEach, describe, expect, it, vi } from 'vitest'

import { HubJobs } from '../../src/jobs/hub-jobs.ts'
import { SeriesStore } from '../../src/metrics/series-store.ts'
import type { OwnMetrics } from '../../src/own-metrics.ts'
import { attributeOf, numberOf, seriesOf } from '../../src/report/series-values.ts'
import { createProcess, type TestProcess } from '../fixtures/create-process.ts'
import { createRunSpan } from './run-spans.ts'

const NOW = Date.now()
const SECOND = NOW / 1000

let store: SeriesStore
/** When the hubs of attached processes were heard last. */
let heard: Map<string, number>
let jobs: HubJobs
beforeEach(() => {
  store = new SeriesStore()
  heard = new Map()
  jobs = startJobs()
})

function startJobs(): HubJobs {
  const started = new HubJobs({
    series: store,
    instance: 'hub',
    heardMs: (source) => heard.get(String(source)) ?? null,
    isOurs: (instance) => !instance.startsWith('stranger'),
  })
  started.tellDead(true)
  return started
}

interface Told {
  readonly job?: string
  readonly done?: number
  readonly expected?: number
  readonly failed?: number
  readonly resumed?: number
  readonly rate?: number
  readonly eta50?: number
  readonly eta90?: number
  readonly start?: number
  readonly end?: number
  readonly success?: number
  readonly failure?: number
  readonly stallAt?: number
  readonly deadline?: number
  readonly interval?: number
}

const OWN_STATES = ['running', 'paused', 'completed', 'failed'] as const

/** Lets a process tell of its job, as `trackProgress` does. */
function tell(process: TestProcess, state: JobState, told: Told = {}): void {
  const { job = 'screen' } = told
  const name = { 'cryo.job.name': job }
  const values = [
    [METRIC_JOB_LAST_START, told.start ?? SECOND - 60],
    [METRIC_JOB_LAST_END, told.end ?? 0],
    [METRIC_JOB_LAST_SUCCESS, told.success ?? 0],
    [METRIC_JOB_LAST_FAILURE, told.failure ?? 0],
    [METRIC_PROGRESS_ITEMS_DONE, told.done ?? 40],
    [METRIC_PROGRESS_ITEMS_EXPECTED, told.expected],
    [METRIC_PROGRESS_ITEMS_FAILED, told.failed ?? 0],
    [METRIC_PROGRESS_ITEMS_RESUMED, told.resumed ?? 0],
    [METRIC_PROGRESS_RATE, told.rate],
    [METRIC_PROGRESS_LAST_UPDATE, SECOND - 1],
    [METRIC_PROGRESS_STALL_AT, told.stallAt ?? 0],
    [METRIC_PROGRESS_DEADLINE, told.deadline],
    [METRIC_JOB_EXPECTED_INTERVAL, told.interval],
  ] as const
  for (const [metric, value] of values) if (value !== undefined) process.gauge(metric, value, name)
  if (told.eta50 !== undefined)
    process.gauge(METRIC_PROGRESS_ETA, told.eta50, { ...name, 'cryo.quantile': '0.5' })
  if (told.eta90 !== undefined)
    process.gauge(METRIC_PROGRESS_ETA, told.eta90, { ...name, 'cryo.quantile': '0.9' })
  for (const each of new Set([...OWN_STATES, state])) {
    process.gauge(METRIC_JOB_STATE, each === state ? 1 : 0, { ...name, 'cryo.job.state': each })
  }
  process.show()
}

function reportAt(nowMs: number): ProgressSummary[] {
  jobs.observe(nowMs)
  return jobs.report(nowMs)
}

/** The one job, where it stands at a time. */
function jobAt(nowMs: number): ProgressSummary {
  const [job, ...others] = reportAt(nowMs)
  if (job === undefined || others.length > 0)
    throw new Error(`one job, not ${job === undefined ? 0 : others.length + 1}`)
  return job
}

/** The states that are 1, by the instance that tells them. */
function statesTold(): Record<string, JobState[]> {
  const told: Record<string, JobState[]> = {}
  for (const { resourceKey, series } of seriesOf(store, METRIC_JOB_STATE)) {
    const instance = String(store.findResource(resourceKey)?.resource.attributes['service.instance.id'])
    told[instance] ??= []
    if (numberOf(series) === 1) told[instance].push(attributeOf(series, 'cryo.job.state') as JobState)
  }
  return told
}

/** What the hub itself tells of a metric; `null` where it tells nothing. */
function toldByHub(metric: { readonly name: string }): number | null {
  for (const { resourceKey, series } of seriesOf(store, metric)) {
    if (store.findResource(resourceKey)?.resource.attributes['service.instance.id'] === 'hub')
      return numberOf(series)
  }
  return null
}

describe('a job at work', () => {
  it('is told as its process tells it', () => {
    const process = createProcess(store)
    tell(process, 'running', { done: 40, expected: 100, failed: 2, rate: 4, eta50: 15, eta90: 20 })
    expect(jobAt(NOW)).toMatchObject({
      service: 'shop',
      name: 'screen',
      state: 'running',
      processes: 1,
      processedItems: 40,
      totalItems: 100,
      progressPercentage: 40,
      failedItems: 2,
      itemsPerSecond: 4,
      estimatedRemainingSeconds: 15,
      estimatedRemainingSecondsP90: 20,
      estimatedCompletion: new Date(NOW + 15_000),
      startedAt: new Date(NOW - 60_000),
      endedAt: null,
      elapsedSeconds: 60,
      late: false,
      missed: false,
      stalledSeconds: null,
    })
    expect(statesTold()).toEqual({ a: ['running'] })
  })

  it('has stalled once its time is over, which its states say as well, and goes on', () => {
    const process = createProcess(store)
    tell(process, 'running', { stallAt: SECOND + 5 })
    expect(jobAt(NOW + 4000).state).toBe('running')
    expect(statesTold()).toEqual({ a: ['running'] })
    expect(jobAt(NOW + 6000)).toMatchObject({ state: 'stalled', stalledSeconds: 7 })
    expect(statesTold()).toEqual({ a: ['stalled'] })
    // All six states are there, so that none just ends.
    expect([...seriesOf(store, METRIC_JOB_STATE)]).toHaveLength(JOB_STATES.length)
    tell(process, 'running', { stallAt: SECOND + 30 })
    expect(jobAt(NOW + 7000).state).toBe('running')
    expect(statesTold()).toEqual({ a: ['running'] })
    expect([...seriesOf(store, METRIC_JOB_STATE)]).toHaveLength(JOB_STATES.length)
  })

  it('is late once its deadline is at risk', () => {
    const process = createProcess(store)
    tell(process, 'running', { eta50: 15, eta90: 40, deadline: SECOND + 30 })
    expect(jobAt(NOW)).toMatchObject({ late: true, deadline: new Date((SECOND + 30) * 1000) })
    tell(process, 'running', { eta50: 15, eta90: 20, deadline: SECOND + 30 })
    expect(jobAt(NOW).late).toBe(false)
    tell(process, 'completed', { end: SECOND, deadline: SECOND - 30 })
    expect(jobAt(NOW).late).toBe(false)
  })

  it('is as the hub of its own process sees it, where it has one', () => {
    heard.set('a', NOW)
    const process = createProcess(store)
    tell(process, 'running', { stallAt: SECOND - 5 })
    expect(jobAt(NOW).state).toBe('running')
    expect(statesTold()).toEqual({ a: ['running'] })
    tell(process, 'stalled', { stallAt: SECOND + 5 })
    expect(jobAt(NOW)).toMatchObject({ state: 'stalled', processes: 1 })
    expect(statesTold()).toEqual({ a: ['stalled'] })
    process.end()
    expect(jobAt(NOW)).toMatchObject({ state: 'interrupted', processes: 0 })
  })

  it('has stalled where the hub of its process stands still as well', () => {
    heard.set('a', NOW)
    const process = createProcess(store)
    tell(process, 'running', { stallAt: SECOND + 5 })
    expect(jobAt(NOW + 9000).state).toBe('running')
    expect(jobAt(NOW + 11_000).state).toBe('stalled')
    expect(statesTold()).toEqual({ a: ['stalled'] })
    heard.set('a', NOW + 12_000)
    expect(jobAt(NOW + 12_000).state).toBe('running')
    expect(statesTold()).toEqual({ a: ['running'] })
  })

  it('is at work however long it says nothing new, as long as its process is attached', () => {
    heard.set('a', NOW + 3_600_000)
    tell(createProcess(store), 'running')
    expect(jobAt(NOW + 3_600_000)).toMatchObject({ state: 'running', processes: 1 })
  })
})

describe('a job whose process is gone', () => {
  it('is interrupted where it was at work; its last values go on under the hub', () => {
    const process = createProcess(store)
    jobs.takeSpan(createRunSpan({ record: 'start', startMs: NOW - 60_000 }))
    tell(process, 'running', { done: 41, expected: 100, interval: 3600 })
    jobAt(NOW)
    process.end()
    expect(jobAt(NOW + 1000)).toMatchObject({
      state: 'interrupted',
      processes: 0,
      processedItems: 41,
      totalItems: 100,
      itemsPerSecond: null,
      estimatedRemainingSeconds: null,
    })
    expect(statesTold()).toEqual({ hub: ['interrupted'] })
    expect(toldByHub(METRIC_JOB_LAST_START)).toBe(SECOND - 60)
    expect(toldByHub(METRIC_JOB_LAST_END)).toBe(0)
    expect(toldByHub(METRIC_PROGRESS_ITEMS_DONE)).toBe(41)
    expect(toldByHub(METRIC_JOB_EXPECTED_INTERVAL)).toBe(3600)
    expect(jobs.toldResources.size).toBe(1)
  })

  it('goes on with the next one: one state in all, and what is known of both', () => {
    const first = createProcess(store)
    tell(first, 'running', { start: SECOND - 60 })
    jobAt(NOW)
    first.end()
    jobAt(NOW)
    const second = createProcess(store, 'shop', 'b')
    tell(second, 'running', { start: SECOND - 5, done: 45, resumed: 40 })
    expect(jobAt(NOW)).toMatchObject({ state: 'running', processedItems: 45, resumedItems: 40, processes: 1 })
    expect(statesTold()).toEqual({ b: ['running'], hub: [] })
    expect(toldByHub(METRIC_JOB_LAST_START)).toBe(SECOND - 5)
    tell(second, 'completed', { start: SECOND - 5, end: SECOND, success: SECOND })
    expect(jobAt(NOW).state).toBe('completed')
    second.end()
    expect(jobAt(NOW)).toMatchObject({ state: 'completed', endedAt: new Date(SECOND * 1000) })
    expect(statesTold()).toEqual({ hub: ['completed'] })
    expect(toldByHub(METRIC_JOB_LAST_END)).toBe(SECOND)
    expect(toldByHub(METRIC_JOB_LAST_SUCCESS)).toBe(SECOND)
    // No item of a job that is over is told for ever.
    expect(toldByHub(METRIC_PROGRESS_ITEMS_DONE)).toBeNull()
  })

  it('has begun anew with the first span of its next run, and is interrupted where that says nothing more', () => {
    const first = createProcess(store)
    tell(first, 'completed', { start: SECOND - 60, end: SECOND - 5, success: SECOND - 5 })
    jobAt(NOW)
    first.end()
    expect(jobAt(NOW).state).toBe('completed')
    jobs.takeSpan(
      createRunSpan({
        record: 'start',
        run: 'next',
        startMs: NOW,
        attributes: { 'cryo.run.expected_items': 100 },
      }),
    )
    expect(jobAt(NOW + 1000)).toMatchObject({ state: 'running', endedAt: null, processedItems: 0 })
    jobs.forget('a')
    expect(jobAt(NOW + 2000).state).toBe('interrupted')
  })

  it('that failed within seconds is told all the same', () => {
    const process = createProcess(store)
    tell(process, 'failed', { start: SECOND - 3, end: SECOND, failure: SECOND })
    jobAt(NOW)
    process.end()
    expect(jobAt(NOW).state).toBe('failed')
    expect(statesTold()).toEqual({ hub: ['failed'] })
    expect(toldByHub(METRIC_JOB_LAST_FAILURE)).toBe(SECOND)
  })

  it('is told by one hub only', () => {
    const process = createProcess(store)
    tell(process, 'running')
    jobAt(NOW)
    process.end()
    jobAt(NOW)
    jobs.tellDead(false)
    jobAt(NOW)
    expect(statesTold()).toEqual({})
  })

  it('and says nothing any more is taken for gone, without its series being kept alive', () => {
    const process = createProcess(store)
    tell(process, 'running')
    expect(jobAt(NOW).state).toBe('running')
    expect(jobAt(NOW + 301_000).state).toBe('interrupted')
    expect(statesTold()['a']).toEqual(['running'])
    expect(
      [...seriesOf(store, METRIC_JOB_STATE)].filter(
        ({ series }) =>
          attributeOf(series, 'cryo.job.state') === 'stalled' && series.contributions.length > 0,
      ),
    ).toHaveLength(1)
  })
})

describe('a job of several processes', () => {
  const part = (instance: string, which: string): void => {
    jobs.takeSpan(
      createRunSpan({
        record: 'start',
        run: `run-${instance}`,
        instance,
        startMs: NOW - 60_000,
        attributes: { 'cryo.run.part': which },
      }),
    )
  }

  it('adds its parts up to one line and one forecast: it is over when the last is', () => {
    const [a, b] = ['a', 'b'].map((instance) => createProcess(store, 'shop', instance)) as [
      TestProcess,
      TestProcess,
    ]
    part('a', '1/2')
    part('b', '2/2')
    tell(a, 'running', { done: 10, expected: 50, rate: 2, eta50: 20, eta90: 25 })
    tell(b, 'running', { done: 30, expected: 50, rate: 3, eta50: 7, eta90: 40 })
    expect(jobAt(NOW)).toMatchObject({
      processes: 2,
      processedItems: 40,
      totalItems: 100,
      itemsPerSecond: 5,
      estimatedRemainingSeconds: 20,
      estimatedRemainingSecondsP90: 40,
    })
    tell(b, 'completed', { done: 50, expected: 50, end: SECOND })
    jobAt(NOW)
    b.end()
    expect(jobAt(NOW)).toMatchObject({ state: 'running', processes: 1, processedItems: 60, totalItems: 100 })
    tell(a, 'completed', { done: 50, expected: 50, end: SECOND })
    expect(jobAt(NOW)).toMatchObject({ state: 'completed', processedItems: 100 })
  })

  it('is interrupted where one of its parts is, until that is resumed', () => {
    const [a, b] = ['a', 'b'].map((instance) => createProcess(store, 'shop', instance)) as [
      TestProcess,
      TestProcess,
    ]
    part('a', '1/2')
    part('b', '2/2')
    tell(a, 'running', { done: 10 })
    tell(b, 'running', { done: 30 })
    jobAt(NOW)
    b.end()
    expect(jobAt(NOW)).toMatchObject({ state: 'interrupted', processes: 1, processedItems: 40 })
    part('c', '2/2')
    tell(createProcess(store, 'shop', 'c'), 'running', { start: SECOND - 1, done: 31, resumed: 30 })
    expect(jobAt(NOW)).toMatchObject({ state: 'running', processes: 2, processedItems: 41 })
  })

  it('of other services and namespaces is another one', () => {
    for (const [index, [service, namespace]] of [
      ['shop', 'x'],
      ['shop', 'y'],
      ['lab', 'x'],
    ].entries()) {
      tell(createProcess(store, service, `i${index}`, namespace), 'running')
    }
    expect(reportAt(NOW)).toHaveLength(3)
  })
})

describe('a job that is expected', () => {
  it('is missed once it should have started again, and not while it runs', () => {
    const process = createProcess(store)
    tell(process, 'completed', { start: SECOND - 100, end: SECOND - 90, success: SECOND - 90, interval: 120 })
    expect(jobAt(NOW).missed).toBe(false)
    expect(jobAt(NOW + 30_000).missed).toBe(true)
    process.end()
    expect(jobAt(NOW + 30_000).missed).toBe(true)
    tell(createProcess(store, 'shop', 'b'), 'running', { start: SECOND, interval: 120 })
    expect(jobAt(NOW + 300_000 - 1).missed).toBe(false)
  })
})

describe('hostile names', () => {
  it.each([
    'a"b\\c\n',
    '../../etc/passwd',
    '\0',
    '<script>alert(1)</script>',
    'x'.repeat(10_000),
    '__proto__',
    '',
  ])('are data: %.30j', (job) => {
    const process = createProcess(store)
    tell(process, 'running', { job, stallAt: SECOND - 1 })
    expect(jobAt(NOW).state).toBe('stalled')
    process.end()
    expect(jobAt(NOW).state).toBe('interrupted')
    expect(jobAt(NOW).name.length).toBeLessThanOrEqual(256)
  })

  it('of thousands only so many are followed, and counted', () => {
    const processes = Array.from({ length: 7 }, (_, index) =>
      createProcess(store, `shop-${index}`, `i${index}`),
    )
    for (const process of processes) {
      for (let job = 0; job < 150; job++) tell(process, 'running', { job: `job-${job}` })
    }
    expect(reportAt(NOW)).toHaveLength(200)
    for (const process of processes) process.end()
    jobs.observe(NOW)
    expect([...seriesOf(store, METRIC_JOB_LAST_START)]).toHaveLength(200)
  })
})

describe('strangers', () => {
  /** What is told of what is not followed. */
  function refused(): Record<string, number> {
    const told: Record<string, number> = {}
    jobs.addTo({
      addCounter: (_definition: MetricDefinition, read: ObservableCallback) =>
        void read({
          observe: (value, attributes) => (told[String(attributes?.['cryo.job.refusal'])] = value),
        }),
    } as unknown as OwnMetrics)
    return told
  }

  /** Lets processes tell of many jobs; each tells apart 200 names at most. */
  function tellMany(from: string, count: number): readonly TestProcess[] {
    return Array.from({ length: count / 150 }, (_, index) => {
      const process = createProcess(store, 'shop', `${from} ${index}`)
      for (let job = 0; job < 150; job++)
        tell(process, 'running', {
          job: `${from} ${index} ${job}`,
        })
      return process
    })
  }

  beforeEach(() => {
    store = new SeriesStore({ maxSeries: 100_000, maxBytes: 100_000_000 })
    jobs = startJobs()
  })

  it('shut out no job of ours, however many they name; what finds no room is counted', () => {
    tellMany('stranger', 1200)
    jobs.observe(NOW)
    jobs.observe(NOW + 1000)
    expect(refused()).toEqual({ job: 450, run: 0, process: 0 })
    tellMany('ours', 900)
    jobs.observe(NOW + 2000)
    expect(reportAt(NOW + 3000).every(({ name }) => name.startsWith('ours'))).toBe(true)
    // Those that made room for ours are counted too.
    expect(refused()['job']).toBe(1000)
  })

  it('of ever new services leave nothing behind', () => {
    for (let round = 0; round < 10; round++) {
      for (let run = 0; run < 300; run++) {
        const service = `${round} ${run}`
        const attributes = { 'cryo.job.state': 'completed' }
        const startMs = NOW + round
        jobs.takeSpan(
          createRunSpan({ record: 'run', run: service, service, instance: 'stranger', startMs, attributes }),
        )
      }
      jobs.observe(NOW + round * 1000)
    }
    expect(jobs.toldResources.size).toBe(200)
    expect([...store.resources()]).toHaveLength(200)
  })

  it('find room where jobs of ours are over, up to their share, and are shown', () => {
    const over = tellMany('ours', 900)
    jobs.observe(NOW)
    for (const process of over) process.end()
    jobs.observe(NOW)
    tellMany('stranger', 1050)
    const told = reportAt(NOW + 1000)
    jobs.observe(NOW + 2000)
    expect(refused()).toEqual({ job: 300, run: 0, process: 0 })
    expect(told.filter(({ name }) => name.startsWith('stranger'))).toHaveLength(150)
    expect(told.filter(({ name }) => name.startsWith('ours'))).toHaveLength(50)
  })

  it('make room for one another once they are gone', () => {
    const gone = tellMany('stranger', 750)
    tell(createProcess(store, 'lab', 'stranger 2'), 'running', { job: 'another' })
    jobs.observe(NOW)
    expect(refused()).toEqual({ job: 1, run: 0, process: 0 })
    for (const process of gone) process.end()
    jobs.observe(NOW + 1000)
    expect(reportAt(NOW + 2000).some(({ name }) => name === 'another')).toBe(true)
    expect(refused()).toEqual({ job: 1, run: 0, process: 0 })
  })
})

it('a job in more processes than are followed keeps those that it has, and counts the rest', () => {
  for (let process = 0; process < 230; process++) tell(createProcess(store, 'shop', `p${process}`), 'running')
  jobs.observe(NOW)
  const before = jobs.report(NOW)[0]?.processes
  jobs.observe(NOW + 1000)
  expect([before, jobs.report(NOW + 1000)[0]?.processes]).toEqual([200, 200])
})

it('a clock that is years ahead is not believed for years', () => {
  const wrong = createProcess(store, 'shop', 'wrong')
  const ahead = SECOND + 10 * 365 * 86_400
  tell(wrong, 'completed', { start: ahead, end: ahead + 5, success: ahead + 5 })
  jobs.observe(NOW)
  wrong.end()
  jobs.observe(NOW + 1000)
  tell(createProcess(store, 'shop', 'right'), 'running', { start: SECOND })
  expect(jobAt(NOW + 2000)).toMatchObject({ state: 'running' })
  const told = [...seriesOf(store, METRIC_JOB_LAST_SUCCESS)].map(({ series }) => numberOf(series))
  expect(told.length).toBeGreaterThan(1)
  expect(Math.max(...told)).toBeLessThan(ahead)
})

it('a clock that was a year ahead and is set back leaves nothing behind', () => {
  const year = 365 * 86_400
  vi.useFakeTimers({ toFake: ['Date'], now: NOW + year * 1000 })
  const before = createProcess(store, 'shop', 'before')
  tell(before, 'completed', { start: SECOND + year, end: SECOND + year + 5, success: SECOND + year + 5 })
  jobs.observe(NOW + year * 1000)
  before.end()
  expect(jobAt(NOW + year * 1000).state).toBe('completed')
  vi.setSystemTime(NOW)
  const after = createProcess(store, 'shop', 'after')
  tell(after, 'running', { start: SECOND })
  expect(jobAt(NOW)).toMatchObject({ state: 'running', processes: 1, startedAt: new Date(NOW) })
  after.end()
  expect(jobAt(NOW)).toMatchObject({ state: 'interrupted' })
  expect(toldByHub(METRIC_JOB_LAST_START)).toBe(SECOND)
  expect(toldByHub(METRIC_JOB_LAST_SUCCESS)).toBe(0)
  vi.useRealTimers()
})

it.each([1e308, -1e308, -1, 1e15])('what makes no sense is not known: %d', (value) => {
  for (const instance of ['a', 'b']) {
    const process = createProcess(store, 'shop', instance)
    const items = { done: value, expected: value, failed: value, resumed: value, rate: value }
    const times = { eta50: value, eta90: value, stallAt: value, deadline: value, interval: value, end: value }
    tell(process, 'running', { ...items, ...times })
  }
  expect(jobAt(NOW)).toMatchObject({
    state: 'running',
    processes: 2,
    processedItems: 0,
    failedItems: 0,
    totalItems: null,
    progressPercentage: null,
    itemsPerSecond: 0,
    estimatedRemainingSeconds: null,
    estimatedCompletion: null,
    deadline: null,
    late: false,
  })
})

it('others that send all the time make it look no more than twice a second', () => {
  let looked = 0
  const real = store.resources.bind(store)
  store.resources = () => {
    looked++
    return real()
  }
  for (let request = 0; request < 100; request++) jobs.observeSoon(NOW + request * 10, false)
  expect(looked).toBe(2)
})

it('the last values of an attached process are seen, though its end follows at once', () => {
  const process = createProcess(store)
  tell(process, 'running', { done: 40 })
  jobs.observeSoon(NOW, true)
  tell(process, 'completed', { done: 100, end: SECOND })
  jobs.observeSoon(NOW + 1, true)
  process.end()
  expect(jobAt(NOW + 2)).toMatchObject({ state: 'completed', processedItems: 100 })
})
