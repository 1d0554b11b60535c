import { getIgnoredCounts } from '@cryo/conventions'
import { describe, expect, it } from 'vitest'

import { type BatchResult, type ProgressTracker, trackProgress } from '../src/index.ts'
import { EPOCH_MS, startTracker } from './fixtures/start-tracker.ts'

function ignoredDuring(act: () => void): { values: number; afterEnd: number; internal: number } {
  const before = getIgnoredCounts()
  act()
  const after = getIgnoredCounts()
  return {
    values: after.values - before.values,
    afterEnd: after.afterEnd - before.afterEnd,
    internal: after.internal - before.internal,
  }
}

describe('getStatus', () => {
  it('has the fields of the contract, and knows nothing yet', () => {
    const { progress } = startTracker('fresh', 200)
    expect(progress.getStatus()).toEqual({
      name: 'fresh',
      trackingId: progress.trackingId,
      state: 'running',
      totalItems: 200,
      processedItems: 0,
      successfulItems: 0,
      failedItems: 0,
      progressPercentage: 0,
      elapsedSeconds: 0,
      itemsPerSecond: null,
      estimatedRemainingSeconds: null,
      estimatedRemainingSecondsP90: null,
      estimatedCompletion: null,
      currentBatch: 0,
      averageBatchSeconds: null,
      averageBatchSize: null,
      batchesPerSecond: null,
      resumedItems: 0,
      checkpoint: null,
    })
  })

  it('tells rate, forecast and batches of a steady job', () => {
    const { progress, clock } = startTracker('steady', 1000)
    for (let batch = 0; batch < 25; batch++) {
      clock.advance(2000)
      progress.update(20, { failed: 1 })
    }
    const status = progress.getStatus()
    expect(status).toMatchObject({
      processedItems: 500,
      successfulItems: 475,
      failedItems: 25,
      progressPercentage: 50,
      elapsedSeconds: 50,
      currentBatch: 25,
      averageBatchSeconds: 2,
      averageBatchSize: 20,
      batchesPerSecond: 0.5,
    })
    expect(status.itemsPerSecond).toBeCloseTo(10)
    expect(status.estimatedRemainingSeconds).toBeCloseTo(50)
    expect(status.estimatedRemainingSecondsP90).toBeGreaterThanOrEqual(50)
    expect(status.estimatedCompletion?.getTime()).toBeCloseTo(EPOCH_MS + 100_000, -1)
  })

  it('leaves pauses out of the time', () => {
    const { progress, clock } = startTracker('pausing', 10)
    clock.advance(1000)
    progress.pause()
    expect(progress.getStatus()).toMatchObject({ state: 'paused', estimatedCompletion: null })
    expect(progress.pauseReason).toBe('requested')
    clock.advance(60_000)
    progress.resume()
    clock.advance(1000)
    expect(progress.getStatus()).toMatchObject({ state: 'running', elapsedSeconds: 2 })
    expect(progress.pauseReason).toBeNull()
  })
})

describe('update', () => {
  it.each<[string, [number, (BatchResult | number)?, number?, number?], [number, number, number]]>([
    ['an object with failures', [10, { failed: 3 }], [10, 7, 3]],
    ['an object with successes', [10, { successful: 6 }], [10, 6, 4]],
    ['both', [10, { successful: 6, failed: 1, batchSize: 12 }], [10, 6, 1]],
    ['the positional form', [50, 48, 2, 50], [50, 48, 2]],
    ['more failures than items', [10, { failed: 30 }], [10, 0, 10]],
    ['more successes than items', [10, { successful: 30 }], [10, 10, 0]],
  ])('takes %s', (_form, args, [processedItems, successfulItems, failedItems]) => {
    const { progress } = startTracker('forms', 100)
    progress.update(...(args as Parameters<typeof progress.update>))
    expect(progress.getStatus()).toMatchObject({ processedItems, successfulItems, failedItems })
  })

  it.each([[Number.NaN], [-1], [Infinity], [2 ** 60], [5n], ['5'], [null], [undefined], [{}]])(
    'ignores and counts %s',
    (count) => {
      const { progress } = startTracker('bad', 100)
      const ignored = ignoredDuring(() => progress.update(count as number))
      expect(ignored).toEqual({ values: 1, afterEnd: 0, internal: 0 })
      expect(progress.getStatus()).toMatchObject({ processedItems: 0, currentBatch: 0 })
    },
  )

  it('ignores details that are no counts, and those whose getter throws', () => {
    const { progress } = startTracker('details', 100)
    const hostile = {
      get failed(): number {
        throw new Error('theirs')
      },
    }
    const ignored = ignoredDuring(() => {
      progress.update(10, { failed: Number.NaN })
      progress.update(10, hostile)
    })
    expect(ignored.values).toBe(2)
    expect(progress.getStatus()).toMatchObject({ processedItems: 10, successfulItems: 10 })
  })

  it('after the end changes nothing and is counted', () => {
    const { progress } = startTracker('ended', 10)
    progress.update(4)
    progress.complete()
    const ignored = ignoredDuring(() => {
      progress.update(3)
      progress.complete()
      progress.fail(new Error('late'))
      progress.pause()
      progress.resume()
    })
    expect(ignored.afterEnd).toBe(3)
    expect(progress.getStatus()).toMatchObject({ state: 'completed', processedItems: 4, totalItems: 10 })
  })
})

describe('the total', () => {
  it('grows with what is done beyond it', () => {
    const { progress } = startTracker('overrun', 10)
    progress.update(15)
    expect(progress.getStatus()).toMatchObject({ totalItems: 15, progressPercentage: 100, state: 'running' })
  })

  it('of zero is done at once', () => {
    const { progress } = startTracker('nothing', 0)
    expect(progress.getStatus()).toMatchObject({
      state: 'completed',
      totalItems: 0,
      progressPercentage: 100,
      estimatedRemainingSeconds: 0,
    })
  })

  it('may be unknown', () => {
    const { progress, clock } = startTracker('unknown', null)
    for (let count = 0; count < 5; count++) {
      clock.advance(1000)
      progress.update(1)
    }
    expect(progress.getStatus()).toMatchObject({
      totalItems: null,
      progressPercentage: null,
      estimatedRemainingSeconds: null,
      estimatedCompletion: null,
    })
  })

  it.each([[Number.NaN], [-5], [5n], ['many'], [Infinity]])('that is %s is unknown, and counted', (total) => {
    let progress: ReturnType<typeof trackProgress> | undefined
    const ignored = ignoredDuring(() => {
      progress = startTracker('odd', total).progress as ReturnType<typeof trackProgress>
    })
    expect(ignored.values).toBe(1)
    expect(progress?.getStatus().totalItems).toBeNull()
  })
})

describe('the name', () => {
  it.each([['a/b'], ['..'], ['../../etc/passwd'], ['nul\0nul'], ['x'.repeat(10_000)], [''], ['\u202Eevil']])(
    '%j is taken',
    (name) => {
      const { progress } = startTracker(name, 1)
      expect(Buffer.byteLength(progress.name)).toBeLessThanOrEqual(256)
      expect(progress.getStatus().name).toBe(progress.name)
      expect(progress.generateReport()).not.toMatch(/[\0\u202E]/)
    },
  )
})

it('reset begins a new run with nothing done', () => {
  const { progress, clock } = startTracker('again', 10)
  const first = progress.trackingId
  progress.update(7)
  clock.advance(5000)
  progress.complete()
  progress.reset()
  expect(progress.trackingId).not.toBe(first)
  expect(progress.getStatus()).toMatchObject({ state: 'running', processedItems: 0, elapsedSeconds: 0 })
})

it('children add up, whether the total is known or not', () => {
  const { progress } = startTracker('sum', null)
  const first = progress.child('first', 10)
  const second = progress.child('second', 30)
  first.update(10)
  first.complete()
  second.update(5, { failed: 2 })
  progress.update(1)
  expect(progress.getStatus()).toMatchObject({ totalItems: 41, processedItems: 16, failedItems: 2 })
  progress.complete()
  expect(second.getStatus().state).toBe('completed')
})

it('children of children count at every level, however deep', () => {
  const { progress } = startTracker('deep', null)
  let deepest: ProgressTracker = progress
  for (let level = 0; level < 20_000; level++) deepest = deepest.child('level', 1)
  deepest.update(1)
  expect(progress.getStatus().processedItems).toBe(1)
  progress.complete()
  expect(deepest.getStatus().state).toBe('completed')
})

it('a child of a run that has ended has ended too', () => {
  const { progress } = startTracker('late', 10)
  progress.fail(new Error('no'))
  const child = progress.child('late', 5)
  child.update(1)
  expect(child.getStatus()).toMatchObject({ state: 'failed', processedItems: 0 })
})

it('a reset ends the children, and what they did is no part of the new run', () => {
  const { progress } = startTracker('reset', null)
  progress.child('done', 10).complete()
  const live = progress.child('live', 10)
  live.update(5)
  progress.reset()
  live.update(5)
  expect(progress.getStatus()).toMatchObject({ state: 'running', processedItems: 0, totalItems: null })
  progress.child('new', 3).update(1)
  expect(progress.getStatus()).toMatchObject({ processedItems: 1, totalItems: 3 })
})

it('an end that nobody will see is none', () => {
  const { progress, clock } = startTracker('for ever', Number.MAX_SAFE_INTEGER)
  for (let item = 0; item < 20; item++) {
    clock.advance(3_600_000)
    progress.update(1)
  }
  expect(progress.getStatus()).toMatchObject({ estimatedRemainingSeconds: null, estimatedCompletion: null })
  expect(progress.generateReport()).toContain('not known yet')
})

describe('using', () => {
  it('pauses what is not done, and completes what is', () => {
    const half = startTracker('half', 10).progress
    const whole = startTracker('whole', 10).progress
    {
      using first = half
      using second = whole
      first.update(5)
      second.update(10)
    }
    expect(half.getStatus().state).toBe('paused')
    expect(half.pauseReason).toBe('left')
    expect(whole.getStatus().state).toBe('completed')
  })
})

it('a signal pauses', () => {
  const abort = new AbortController()
  const { progress } = startTracker('aborted', 10, { signal: abort.signal })
  abort.abort()
  expect(progress.getStatus().state).toBe('paused')
  expect(progress.pauseReason).toBe('aborted')
  expect(startTracker('aborted', 10, { signal: abort.signal }).progress.getStatus().state).toBe('paused')
})

describe('options', () => {
  it('that are wrong are named, all at once', () => {
    expect(() =>
      trackProgress('wrong', 1, {
        stallAfterSeconds: -1,
        part: '9/8',
        deadline: 'soon',
        stopLoss: { failureRatio: 2 },
        resume: 'require',
        quite: true,
      } as object),
    ).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        code: 'CRYO_CONFIGURATION',
        message: [
          'stallAfterSeconds is -1: expected a number of seconds above 0',
          'part is "9/8": expected a part and the number of parts, such as "2/8"',
          'deadline is "soon": expected a Date, an ISO text or Unix milliseconds',
          'stopLoss is an object: expected { failureRatio: 0 to 1, minItems: from 1 up }',
          'unknown option quite: did you mean quiet?',
          'and 1 more',
        ].join('; '),
      }),
    )
  })

  it.each<[string, unknown]>([
    ['a number', 1],
    ['a text', 'x'],
    ['null', null],
    [
      'a proxy that throws',
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('theirs')
          },
        },
      ),
    ],
  ])('that are %s are refused', (_kind, options) => {
    expect(() => trackProgress('wrong', 1, options as object)).toThrow(/^options is .*: expected an object/)
  })

  it('take a deadline in three forms', () => {
    for (const deadline of [new Date(EPOCH_MS), '2026-03-01T12:00:00Z', EPOCH_MS]) {
      const { progress } = startTracker('deadline', 10, { deadline })
      expect(progress.generateReport()).toContain('deadline    2026-03-01 12:00:00 UTC')
    }
  })
})

it('writes a report that can be pasted', () => {
  const { progress, clock } = startTracker('screen mixtures', 5000, {
    unit: 'mixtures',
    deadline: EPOCH_MS + 3_600_000,
  })
  for (let batch = 0; batch < 10; batch++) {
    clock.advance(6000)
    progress.update(100, { failed: 2 })
  }
  const report = progress
    .generateReport()
    .replace(progress.trackingId, '<run>')
    .replace(/under .*/, 'under <p90>')
  expect(report).toBe(
    [
      'screen mixtures: running, 1,000 of 5,000 mixtures (20.0 %)',
      '  run         <run>',
      '  started     2026-03-01 12:00:00 UTC, ran 1 min 0 s',
      '  successful  980',
      '  failed      20 (2.0 %)',
      '  rate        16.7 mixtures/s',
      '  remaining   4 min 0 s, with 90 % certainty under <p90>',
      '  done by     2026-03-01 12:05:00 UTC',
      '  deadline    2026-03-01 13:00:00 UTC, 55 min 0 s to spare',
      '  batches     10, 100 mixtures in 6.0 s on average',
    ].join('\n'),
  )
})
