import { setImmediate } from 'node:timers/promises'

import { type CapturedTelemetry, captureTelemetry } from '@cryo/testing'
import { afterEach, describe, expect, it } from 'vitest'

import type { StopLossOptions } from '../src/options/progress-options.ts'
import { startTracker } from './fixtures/start-tracker.ts'

const NUMBERS = Array.from({ length: 100 }, (_, index) => index)

describe('each', () => {
  it('counts how each item ends, and completes', async () => {
    const { progress } = startTracker('each', NUMBERS.length)
    const status = await progress.each(NUMBERS, (number) => {
      if (number % 10 === 3) throw new Error(`no ${number}`)
    })
    expect(status).toMatchObject({
      state: 'completed',
      processedItems: 100,
      successfulItems: 90,
      failedItems: 10,
    })
  })

  it('says what it needs where the items or the function are left out', async () => {
    const { progress } = startTracker('slip', NUMBERS.length)
    const each = progress.each.bind(progress) as (...wrong: unknown[]) => Promise<unknown>
    await expect(each(() => {})).rejects.toThrow(
      'items of each(items, fn) is a function: expected something to iterate; ' +
        'fn of each(items, fn) is undefined: expected a function',
    )
    await expect(each(NUMBERS, { concurrency: 2 })).rejects.toThrow(
      'fn of each(items, fn) is an object: expected a function',
    )
    await expect(each(NUMBERS, () => {}, { signal: 'abort' })).rejects.toThrow(
      'signal of each(items, fn, options) is "abort": expected an AbortSignal',
    )
    expect(progress.getStatus()).toMatchObject({ state: 'running', processedItems: 0 })
  })

  it.each([
    [null],
    [{ concurrency: Number.NaN }],
    [{ concurrency: null }],
    [{ concurrency: -1, signal: undefined }],
  ])('does one after the other with %j', async (options) => {
    const { progress } = startTracker('options', 3)
    const seen: number[] = []
    await progress.each([1, 2, 3], (number) => seen.push(number), options as object)
    expect(seen).toEqual([1, 2, 3])
  })

  it('takes falsy errors and rejections for failures', async () => {
    const { progress } = startTracker('falsy', 3)
    const status = await progress.each([0, null, undefined], (thrown) => Promise.reject(thrown))
    expect(status).toMatchObject({ failedItems: 3 })
  })

  it('has as many items in work as asked for', async () => {
    const { progress } = startTracker('concurrent', NUMBERS.length)
    let inWork = 0
    let most = 0
    await progress.each(
      NUMBERS,
      async () => {
        most = Math.max(most, ++inWork)
        await setImmediate()
        inWork--
      },
      { concurrency: 7 },
    )
    expect(most).toBe(7)
    expect(progress.getStatus()).toMatchObject({ state: 'completed', processedItems: 100 })
  })

  it('takes items that come one by one, and asks for them only when it has room', async () => {
    const { progress } = startTracker('pull', null)
    let given = 0
    let done = 0
    let furthest = 0
    async function* source(): AsyncGenerator<number> {
      for (const number of NUMBERS) {
        furthest = Math.max(furthest, ++given - done)
        yield number
      }
    }
    await progress.each(
      source(),
      async () => {
        await setImmediate()
        done++
      },
      { concurrency: 3 },
    )
    expect(furthest).toBeLessThanOrEqual(4)
    expect(progress.getStatus()).toMatchObject({ state: 'running', processedItems: 100 })
  })

  it('begins nothing more once its signal aborts, and lets what is in work end', async () => {
    const abort = new AbortController()
    const { progress } = startTracker('abort', NUMBERS.length)
    const begun: number[] = []
    const status = await progress.each(
      NUMBERS,
      async (number) => {
        begun.push(number)
        if (number === 10) abort.abort()
        await setImmediate()
      },
      { concurrency: 4, signal: abort.signal },
    )
    expect(status).toMatchObject({ state: 'paused', processedItems: begun.length })
    expect(begun.length).toBeLessThan(20)
    expect(progress.pauseReason).toBe('aborted')
  })

  it('throws what the items throw, and leaves the run paused', async () => {
    const thrown = new Error('theirs')
    function* source(): Generator<number> {
      yield 1
      throw thrown
    }
    const { progress } = startTracker('source', 10)
    await expect(progress.each(source(), () => {})).rejects.toBe(thrown)
    expect(progress.getStatus()).toMatchObject({ state: 'paused', processedItems: 1 })
  })

  it('that was stopped goes on with the same list; a total that was not known is not doubled', async () => {
    const { progress } = startTracker('same list', null)
    const seen: number[] = []
    const status = await progress.each(NUMBERS, (number) => {
      seen.push(number)
      if (number === 30) progress.pause()
    })
    expect(status).toMatchObject({ state: 'paused', processedItems: 31, totalItems: 100 })
    await progress.each(NUMBERS, (number) => seen.push(number))
    expect(seen).toEqual(NUMBERS)
    expect(progress.getStatus()).toMatchObject({ processedItems: 100, totalItems: 100 })
    await progress.each([1, 2], () => {})
    expect(progress.getStatus()).toMatchObject({ processedItems: 102, totalItems: 102 })
  })

  it('runs several lists one after the other', async () => {
    const { progress } = startTracker('lists', 5)
    await progress.each([1, 2, 3], () => {})
    expect(progress.getStatus()).toMatchObject({ state: 'running', processedItems: 3 })
    await progress.each([4, 5], () => {})
    expect(progress.getStatus()).toMatchObject({ state: 'completed', processedItems: 5 })
  })
})

describe('stop-loss', () => {
  it('pauses once too many items failed, and each begins no more', async () => {
    const { progress } = startTracker('loss', NUMBERS.length, {
      stopLoss: { failureRatio: 0.1, minItems: 50 },
    })
    const status = await progress.each(NUMBERS, (number) => {
      if (number % 5 === 0) throw new Error('no')
    })
    expect(status).toMatchObject({ state: 'paused', processedItems: 50, failedItems: 10 })
    expect(progress.pauseReason).toBe('stop-loss')
    expect(progress.generateReport()).toContain('paused      too many items failed (stop-loss)')
  })

  it('lets a run with few failures be', async () => {
    const { progress } = startTracker('luck', NUMBERS.length, {
      stopLoss: { failureRatio: 0.1, minItems: 50 },
    })
    const status = await progress.each(NUMBERS, (number) => {
      if (number % 20 === 0) throw new Error('no')
    })
    expect(status).toMatchObject({ state: 'completed', failedItems: 5 })
  })

  it('has its usual number of items where that is undefined', () => {
    const stopLoss = { failureRatio: 0.1, minItems: undefined }
    const { progress } = startTracker('usual', NUMBERS.length, {
      stopLoss: stopLoss as object as StopLossOptions,
    })
    progress.update(49, { failed: 49 })
    expect(progress.getStatus().state).toBe('running')
    progress.update(1, { failed: 1 })
    expect(progress.pauseReason).toBe('stop-loss')
  })

  it('counts anew once somebody goes on after it, not after any other pause', () => {
    const { progress } = startTracker('anew', NUMBERS.length, {
      stopLoss: { failureRatio: 0.5, minItems: 4 },
    })
    progress.update(4, { failed: 4 })
    progress.resume()
    progress.update(3, { failed: 3 })
    expect(progress.getStatus().state).toBe('running')
    progress.pause()
    progress.resume()
    progress.update(1, { failed: 1 })
    expect(progress.pauseReason).toBe('stop-loss')
  })

  it('stops loops and plain updates too', () => {
    const { progress } = startTracker('loop loss', NUMBERS, { stopLoss: { failureRatio: 0.5, minItems: 4 } })
    let seen = 0
    for (const _number of progress) {
      seen++
      progress.update(1, { failed: 1 })
    }
    expect(seen).toBe(4)
    expect(progress.pauseReason).toBe('stop-loss')
  })
})

describe('what failed', () => {
  let telemetry: CapturedTelemetry
  afterEach(() => telemetry.stop())

  it('is told by its kinds in the chunk', async () => {
    telemetry = captureTelemetry()
    const { progress } = startTracker('kinds', NUMBERS.length)
    await progress.each(NUMBERS, (number) => {
      if (number % 10 === 0) throw new TypeError('one kind')
      if (number % 25 === 1) throw new RangeError('another')
    })
    const { events, attributes } = telemetry.span('kinds chunk')
    expect(attributes['cryo.items.failed']).toBe(14)
    expect(
      events.map(({ name, attributes: event }) => [
        name,
        event?.['exception.type'],
        event?.['cryo.items.failed'],
      ]),
    ).toEqual([
      ['exception', 'TypeError', 10],
      ['exception', 'RangeError', 4],
    ])
  })
})
