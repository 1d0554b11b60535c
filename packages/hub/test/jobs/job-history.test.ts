import { openHistory, type History } from '@cryo/history'
import { createTempDir, type TempDir } from '@cryo/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { HubJobs } from '../../src/jobs/hub-jobs.ts'
import { readPriorPaces } from '../../src/jobs/prior-paces.ts'
import { SeriesStore } from '../../src/metrics/series-store.ts'
import { METRIC_JOB_LAST_START, METRIC_JOB_STATE } from '@cryo/conventions'
import { createProcess } from '../fixtures/create-process.ts'
import { createRunSpan } from './run-spans.ts'

const NOW = Date.now()
/** Longer than processes have to show that they still run. */
const LONG = 6000

let dir: TempDir
let history: History
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
  dir = createTempDir()
  history = openHistory({ dir: dir.path })
})
afterEach(() => {
  vi.useRealTimers()
  history.close()
  dir[Symbol.dispose]()
})

interface Hub {
  readonly store: SeriesStore
  readonly jobs: HubJobs
}

/** A hub that owns the history from now on. */
function startHub(): Hub {
  const store = new SeriesStore()
  const jobs = new HubJobs({
    series: store,
    instance: 'hub',
    heardMs: () => null,
    isOurs: (id) => id !== 'stranger',
  })
  jobs.tellDead(true)
  jobs.useHistory(history)
  return { store, jobs }
}

/** A run that ended, or with no state goes on. */
function run(
  jobs: HubJobs,
  id: string,
  startMs: number,
  state: string | null,
  seconds = 10,
  items = 100,
): void {
  jobs.takeSpan(createRunSpan({ record: 'start', run: id, startMs }))
  const attributes = { 'cryo.items': items, 'cryo.items.failed': 0 }
  if (state === null)
    jobs.takeSpan(createRunSpan({ record: 'chunk', run: id, startMs, endMs: startMs + 1000, attributes }))
  else {
    const endMs = startMs + seconds * 1000
    jobs.takeSpan(
      createRunSpan({
        record: 'run',
        run: id,
        startMs,
        endMs,
        attributes: { ...attributes, 'cryo.job.state': state },
      }),
    )
  }
}

describe('runs', () => {
  it('are remembered, and tell the next hub how long they take', () => {
    const first = startHub()
    run(first.jobs, 'r1', NOW - 100_000, 'completed', 20)
    run(first.jobs, 'r2', NOW - 50_000, 'failed')
    run(first.jobs, 'r3', NOW - 30_000, 'completed', 10)
    expect(first.jobs.hasUnsaved).toBe(true)
    first.jobs.save()
    expect(first.jobs.hasUnsaved).toBe(false)

    const second = startHub()
    second.jobs.observe(NOW)
    expect(second.jobs.report(NOW)).toMatchObject([
      {
        name: 'screen',
        state: 'completed',
        processes: 0,
        processedItems: 100,
        endedAt: new Date(NOW - 20_000),
        priorRuns: [
          { runId: 'r2', state: 'failed' },
          { runId: 'r1', state: 'completed', durationSeconds: 20, items: 100 },
        ],
      },
    ])
    expect(second.jobs.hasNewPaces()).toBe(true)
    expect(second.jobs.hasNewPaces()).toBe(false)
    expect(second.jobs.pacesOf({ 'service.name': 'shop' })).toEqual({
      type: 'priorPaces',
      jobs: {
        screen: [
          { items: 100, seconds: 10 },
          { items: 100, seconds: 20 },
        ],
      },
    })
    expect(second.jobs.pacesOf({ 'service.name': 'other' })).toBeNull()
    run(second.jobs, 'r4', NOW - 5000, 'completed', 4)
    expect(second.jobs.hasNewPaces()).toBe(true)
  })

  it('that were open when the last hub died are interrupted, once their processes had time to show up', () => {
    const first = startHub()
    run(first.jobs, 'dead', NOW - 60_000, null)
    first.jobs.save()

    const { jobs } = startHub()
    jobs.observe(NOW)
    expect(jobs.report(NOW)).toEqual([])
    vi.advanceTimersByTime(LONG)
    jobs.observe(NOW)
    expect(jobs.report(NOW)).toMatchObject([{ state: 'interrupted', processedItems: 100, endedAt: null }])
    jobs.save()
    expect(history.runs.open()).toEqual([])
  })

  it('of a process that attaches again go on', () => {
    const first = startHub()
    run(first.jobs, 'alive', NOW - 60_000, null)
    first.jobs.save()

    const { store, jobs } = startHub()
    const process = createProcess(store)
    const name = { 'cryo.job.name': 'screen' }
    process.gauge(METRIC_JOB_LAST_START, NOW / 1000 - 60, name)
    process.gauge(METRIC_JOB_STATE, 1, { ...name, 'cryo.job.state': 'running' })
    process.show()
    vi.advanceTimersByTime(LONG)
    jobs.observe(NOW)
    expect(jobs.report(NOW)).toMatchObject([{ state: 'running', runId: 'alive' }])
    process.end()
    jobs.observe(NOW)
    expect(jobs.report(NOW)).toMatchObject([{ state: 'interrupted', runId: 'alive' }])
    jobs.save()
    expect(history.runs.ofJob('shop', '', 'screen')).toMatchObject([
      { runId: 'alive', state: 'interrupted', endMs: NOW },
    ])
  })

  it('of another service go on where a process ends that says the same of itself', () => {
    const { store, jobs } = startHub()
    const [shop] = ['shop', 'lab'].map((service) => {
      jobs.takeSpan(createRunSpan({ record: 'start', service, startMs: NOW - 60_000 }))
      const process = createProcess(store, service)
      process.gauge(METRIC_JOB_LAST_START, NOW / 1000 - 60, { 'cryo.job.name': 'screen' })
      process.show()
      return process
    })
    jobs.observe(NOW)
    shop?.end()
    jobs.observe(NOW)
    jobs.save()
    expect(['shop', 'lab'].map((service) => history.runs.ofJob(service, '', 'screen')[0]?.state)).toEqual([
      'interrupted',
      'running',
    ])
  })

  it('that another goes on with are interrupted at once', () => {
    const first = startHub()
    run(first.jobs, 'dead', NOW - 60_000, null)
    first.jobs.save()
    const { jobs } = startHub()
    jobs.takeSpan(
      createRunSpan({
        record: 'start',
        run: 'next',
        startMs: NOW,
        attributes: { 'cryo.run.resumed_from': 'dead' },
      }),
    )
    jobs.save()
    expect(history.runs.ofJob('shop', '', 'screen')).toMatchObject([
      { runId: 'next', state: 'running' },
      { runId: 'dead', state: 'interrupted', endMs: null },
    ])
  })

  it('are all written when the history is given up', () => {
    const { jobs } = startHub()
    for (let index = 0; index < 100; index++) run(jobs, `r${index}`, NOW + index, 'completed')
    jobs.useHistory(null)
    expect(history.runs.ofJob('shop', '', 'screen', 1000)).toHaveLength(100)
  })

  it('wait to be written within bounds, those of strangers with room left for ours', () => {
    const { jobs } = startHub()
    const end = (id: string, instance: string): void =>
      jobs.takeSpan(
        createRunSpan({ record: 'run', run: id, instance, attributes: { 'cryo.job.state': 'completed' } }),
      )
    for (let second = 0; second < 5; second++) {
      for (let index = 0; index < 1000; index++) end(`s${second}-${index}`, 'stranger')
      jobs.save()
    }
    for (let index = 0; index < 400; index++) end(`o${index}`, 'a')
    jobs.useHistory(null)
    const kept = history.runs.ofJob('shop', '', 'screen', 10_000)
    expect(kept.filter(({ instanceId }) => instanceId === 'a')).toHaveLength(400)
    // 64 of each second, and those that waited.
    expect(kept.length).toBeLessThanOrEqual(5 * 64 + 1500 + 400)
  })

  it('of strangers are brought back after ours, however new they are', () => {
    const { jobs } = startHub()
    const end = (id: string, instance: string): void =>
      jobs.takeSpan(
        createRunSpan({
          record: 'run',
          run: id,
          job: id,
          instance,
          endMs: NOW + (instance === 'a' ? 0 : 1000),
          attributes: { 'cryo.job.state': 'completed' },
        }),
      )
    end('ours', 'a')
    for (let index = 0; index < 300; index++) end(`s${index}`, 'stranger')
    jobs.useHistory(null)
    const next = startHub()
    next.jobs.observe(NOW)
    expect(next.jobs.report(NOW).some(({ name }) => name === 'ours')).toBe(true)
  })

  it('are brought back for 200 jobs at most', () => {
    const { jobs } = startHub()
    for (let index = 0; index < 300; index++) {
      jobs.takeSpan(
        createRunSpan({
          record: 'run',
          run: `r${index}`,
          job: `job-${index}`,
          attributes: { 'cryo.job.state': 'completed' },
        }),
      )
    }
    jobs.useHistory(null)
    const next = startHub()
    next.jobs.observe(NOW)
    expect(next.jobs.report(NOW)).toHaveLength(200)
  })
})

describe('what the owner says of earlier runs', () => {
  it.each([
    null,
    7,
    'text',
    { attached: true },
    { type: 'priorPaces' },
    { type: 'priorPaces', jobs: null },
    { type: 'priorPaces', jobs: 5 },
  ])('is read only where it is that: %o', (message) => {
    expect(readPriorPaces(message)).toBeNull()
  })

  it('is read without what makes no sense', () => {
    const jobs = { a: [{ items: 1, seconds: 2 }, { items: -1, seconds: 2 }, null, { items: 1 }], b: 'no' }
    expect(readPriorPaces({ type: 'priorPaces', jobs })).toEqual({
      type: 'priorPaces',
      jobs: { a: [{ items: 1, seconds: 2 }], b: [] },
    })
  })
})
