import { type CapturedTelemetry, captureTelemetry } from '@cryo/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { learnPriorRuns } from '../src/index.ts'
import { EPOCH_MS, startTracker } from './fixtures/start-tracker.ts'

let telemetry: CapturedTelemetry
beforeEach(() => {
  telemetry = captureTelemetry()
})
afterEach(() => telemetry.stop())

/** The values of a metric of one job, by their further attributes. */
async function read(metric: string, job: string): Promise<Record<string, number>> {
  const points = await telemetry.points(metric)
  const ofJob = points.filter(({ attributes }) => attributes['cryo.job.name'] === job)
  return Object.fromEntries(
    ofJob.map(({ attributes: { 'cryo.job.name': _job, ...rest }, value }) => [
      Object.values(rest).join() || 'value',
      value,
    ]),
  )
}

describe('spans of a run', () => {
  it('are one for the start at once, one for each stretch, and its own', () => {
    const { progress, clock } = startTracker('spans', 100, { unit: 'mixtures' })
    const [start] = telemetry.spans()
    expect(start).toMatchObject({
      name: 'spans start',
      attributes: {
        'cryo.job.name': 'spans',
        'cryo.run.id': progress.trackingId,
        'cryo.run.record': 'start',
        'cryo.run.expected_items': 100,
        'cryo.run.unit': 'mixtures',
      },
    })
    for (let second = 0; second < 4; second++) {
      clock.advance(500)
      progress.update(20, { failed: 1 })
    }
    clock.advance(100)
    progress.update(20)
    progress.complete()
    const chunks = telemetry.spans().filter(({ name }) => name === 'spans chunk')
    expect(chunks.map(({ attributes }) => attributes)).toMatchObject([
      { 'cryo.run.record': 'chunk', 'cryo.items': 40, 'cryo.items.failed': 2 },
      { 'cryo.items': 40, 'cryo.items.failed': 2 },
      { 'cryo.items': 20, 'cryo.items.failed': 0 },
    ])
    const run = telemetry.span('spans')
    expect(run.attributes).toEqual({
      'cryo.job.name': 'spans',
      'cryo.run.id': progress.trackingId,
      'cryo.run.record': 'run',
      'cryo.run.unit': 'mixtures',
      'cryo.items': 100,
      'cryo.items.failed': 4,
      'cryo.outcome': 'success',
      'cryo.job.state': 'completed',
    })
    for (const child of [start, ...chunks]) {
      expect(child?.parentSpanContext?.spanId).toBe(run.spanContext().spanId)
    }
  })

  it('tell a failure with its error', () => {
    const { progress } = startTracker('failing', 10)
    progress.fail(new TypeError('no solvent'))
    const run = telemetry.span('failing')
    expect(run.status).toEqual({ code: 2, message: 'no solvent' })
    expect(run.attributes).toMatchObject({
      'error.type': 'TypeError',
      'cryo.outcome': 'failure',
      'cryo.job.state': 'failed',
    })
    expect(run.events).toMatchObject([{ name: 'exception', attributes: { 'exception.type': 'TypeError' } }])
  })

  it('of a child belong to those of its parent', () => {
    const { progress } = startTracker('family', null)
    const child = progress.child('daughter', 10)
    child.update(10)
    child.complete()
    progress.complete()
    const [parentSpan, childSpan] = [telemetry.span('family'), telemetry.span('daughter')]
    expect(childSpan.parentSpanContext?.spanId).toBe(parentSpan.spanContext().spanId)
    expect(childSpan.attributes['cryo.run.parent_id']).toBe(progress.trackingId)
    expect(parentSpan.attributes['cryo.items']).toBe(10)
  })
})

describe('metrics of a job', () => {
  it('tell what is done, how fast, and until when', async () => {
    const { progress, clock } = startTracker('metrics', 100, {
      deadline: EPOCH_MS + 60_000,
      expectEverySeconds: 3600,
    })
    for (let second = 0; second < 10; second++) {
      clock.advance(1000)
      progress.update(4, { failed: 1 })
    }
    expect(await read('cryo.progress.items', 'metrics')).toEqual({ success: 30, failure: 10 })
    expect(await read('cryo.progress.items.done', 'metrics')).toEqual({ value: 40 })
    expect(await read('cryo.progress.items.expected', 'metrics')).toEqual({ value: 100 })
    expect(await read('cryo.progress.items.failed', 'metrics')).toEqual({ value: 10 })
    expect(await read('cryo.progress.items.resumed', 'metrics')).toEqual({ value: 0 })
    expect((await read('cryo.progress.rate', 'metrics'))['value']).toBeCloseTo(4)
    const eta = await read('cryo.progress.eta', 'metrics')
    expect(eta['0.5']).toBeCloseTo(15)
    expect(eta['0.9']).toBeGreaterThan(15)
    const now = EPOCH_MS / 1000 + 10
    expect(await read('cryo.progress.last_update', 'metrics')).toEqual({ value: now })
    expect(await read('cryo.progress.deadline', 'metrics')).toEqual({ value: EPOCH_MS / 1000 + 60 })
    expect(await read('cryo.progress.update_interval', 'metrics')).toEqual({ value: 1 })
    expect(await read('cryo.progress.stall_at', 'metrics')).toEqual({ value: now + 10 })
    expect(await read('cryo.job.expected_interval', 'metrics')).toEqual({ value: 3600 })
  })

  it('tell the state and when it changed', async () => {
    const { progress, clock } = startTracker('states', 10)
    const started = EPOCH_MS / 1000
    expect(await read('cryo.job.last_start', 'states')).toEqual({ value: started })
    expect(await read('cryo.job.last_end', 'states')).toEqual({ value: 0 })
    expect(await read('cryo.job.state', 'states')).toEqual({ running: 1, paused: 0, completed: 0, failed: 0 })
    clock.advance(1000)
    progress.pause()
    expect(await read('cryo.job.last_end', 'states')).toEqual({ value: started + 1 })
    expect(await read('cryo.job.state', 'states')).toEqual({ running: 0, paused: 1, completed: 0, failed: 0 })
    expect(await read('cryo.progress.stall_at', 'states')).toEqual({ value: 0 })
    clock.advance(1000)
    progress.resume()
    expect(await read('cryo.job.last_start', 'states')).toEqual({ value: started + 2 })
    clock.advance(1000)
    progress.complete()
    expect(await read('cryo.job.last_success', 'states')).toEqual({ value: started + 3 })
    expect(await read('cryo.job.last_failure', 'states')).toEqual({ value: 0 })
    const [duration] = await telemetry.points('cryo.job.duration')
    expect(duration).toMatchObject({ value: 1, sum: 2, attributes: { 'cryo.outcome': 'success' } })
  })

  it('add runs of one name up while they overlap', async () => {
    const one = startTracker('sums', 100)
    const other = startTracker('sums', 50, {}, one.clock)
    one.progress.update(10)
    other.progress.update(5)
    one.clock.advance(1000)
    one.progress.update(10)
    other.progress.update(5)
    expect(await read('cryo.progress.items.done', 'sums')).toEqual({ value: 30 })
    expect(await read('cryo.progress.items.expected', 'sums')).toEqual({ value: 150 })
    one.progress.complete()
    // The job goes on while one of its runs does.
    expect(await read('cryo.job.last_end', 'sums')).toEqual({ value: 0 })
    expect(await read('cryo.job.state', 'sums')).toMatchObject({ running: 1, completed: 0 })
    expect(await read('cryo.progress.items.done', 'sums')).toEqual({ value: 30 })
    other.progress.fail(new Error('x'))
    expect(await read('cryo.job.state', 'sums')).toMatchObject({ running: 0, failed: 1 })
    startTracker('sums', 70, {}, one.clock)
    expect(await read('cryo.progress.items.done', 'sums')).toEqual({ value: 0 })
    expect(await read('cryo.progress.items.expected', 'sums')).toEqual({ value: 70 })
    expect(await read('cryo.progress.items', 'sums')).toEqual({ success: 30 })
  })

  it('count the items of children under the name of the job alone', async () => {
    const { progress, clock } = startTracker('parent', null)
    const children = [progress.child('first', 10), progress.child('second', 20)]
    for (const child of children) child.update(5, { failed: 1 })
    clock.advance(1000)
    progress.update(0)
    expect(progress.getStatus()).toMatchObject({ totalItems: 30, processedItems: 10, failedItems: 2 })
    expect(await read('cryo.progress.items', 'parent')).toEqual({ success: 8, failure: 2 })
    const jobs = (await telemetry.points('cryo.progress.items.done')).map(({ attributes }) => attributes)
    expect(jobs).not.toContainEqual({ 'cryo.job.name': 'first' })
  })

  it('tell when a silence ends that was announced', async () => {
    const { progress, clock } = startTracker('holding', 100)
    const now = EPOCH_MS / 1000
    expect(await read('cryo.progress.stall_at', 'holding')).toEqual({ value: now + 900 })
    for (let second = 0; second < 5; second++) {
      clock.advance(1000)
      progress.update(1)
    }
    const hold = progress.hold('vacuum', 600)
    expect(progress.generateReport()).toContain('waits for   vacuum')
    expect(await read('cryo.progress.stall_at', 'holding')).toEqual({ value: now + 5 + 600 })
    clock.advance(100_000)
    hold[Symbol.dispose]()
    expect(await read('cryo.progress.stall_at', 'holding')).toEqual({ value: now + 105 + 10 })
    progress.update(1)
    clock.advance(1000)
    progress.update(1)
    progress.hold('again', 600)
    clock.advance(100_000)
    progress.update(1)
    expect(await read('cryo.progress.stall_at', 'holding')).toEqual({ value: now + 206 + 10 })
    progress.hold('never', Number.NaN)
    expect(await read('cryo.progress.stall_at', 'holding')).toEqual({ value: now + 206 + 10 })
  })

  it('count no item of an earlier run', async () => {
    const { progress } = startTracker('resumable', 10)
    progress.update(4)
    progress.reset()
    progress.update(3)
    progress.complete()
    expect(await read('cryo.progress.items', 'resumable')).toEqual({ success: 7 })
    expect(await read('cryo.progress.items.done', 'resumable')).toEqual({ value: 3 })
  })
})

it('a job of very many runs that overlap keeps its sums, and forgets those that ended', async () => {
  const { progress: first, clock } = startTracker('crowd', 1)
  for (let count = 0; count < 2000; count++) {
    const { progress } = startTracker('crowd', 3, {}, clock)
    progress.update(2)
    if (count % 2 === 0) progress.complete()
    else progress[Symbol.dispose]()
  }
  first.update(1)
  first.complete()
  expect(await read('cryo.progress.items.done', 'crowd')).toEqual({ value: 4001 })
  expect(await read('cryo.progress.items.expected', 'crowd')).toEqual({ value: 6001 })
  expect(await read('cryo.job.state', 'crowd')).toMatchObject({ running: 0, paused: 1 })
})

it('a run that was left and goes on counts once', async () => {
  const { progress, clock } = startTracker('back', [1, 2, 3, 4])
  const other = startTracker('back', 10, {}, clock).progress
  for (const item of progress) if (item === 3) break
  expect(await read('cryo.progress.items.done', 'back')).toEqual({ value: 2 })
  for (const _item of progress) clock.advance(1000)
  other.complete()
  expect(await read('cryo.progress.items.done', 'back')).toEqual({ value: 4 })
  expect(await read('cryo.progress.items', 'back')).toEqual({ success: 4 })
})

it('a run that was left can still be completed or fail, as a run of its own', () => {
  for (const end of ['complete', 'fail'] as const) {
    const { progress } = startTracker(`left and ${end}`, [1, 2, 3])
    for (const _item of progress) break
    progress[end]()
    const runs = telemetry.spans().filter(({ name }) => name === `left and ${end}`)
    expect(runs.map(({ attributes }) => attributes['cryo.job.state'])).toEqual([
      'paused',
      end === 'complete' ? 'completed' : 'failed',
    ])
    expect(runs[1]?.links[0]?.context.spanId).toBe(runs[0]?.spanContext().spanId)
  }
})

it('earlier runs give a forecast before there is any other evidence', () => {
  const early = startTracker('remembered', 1000).progress
  expect(early.getStatus().estimatedRemainingSeconds).toBeNull()
  learnPriorRuns({ remembered: [{ items: 1000, seconds: 500 }] })
  expect(early.getStatus().estimatedRemainingSeconds).toBeCloseTo(500)
  expect(startTracker('remembered', 100).progress.getStatus().estimatedRemainingSeconds).toBeCloseTo(50)
  expect(startTracker('other', 100).progress.getStatus().estimatedRemainingSeconds).toBeNull()
})
