import { afterEach, describe, expect, it, vi } from 'vitest'

import { addAlertHandler, runAlertHandlers, watchAlertHandlers } from '../src/index.ts'
import type { Alert } from '../src/index.ts'
import { createTestAlert } from './create-test-alert.ts'

const ALERT: Alert = { ...createTestAlert(), alerts: [createTestAlert()], count: 1 }

let stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops) stop()
  stops = []
  vi.useRealTimers()
})

const add = (handler: (alert: Alert) => void | Promise<void>): void => {
  stops.push(addAlertHandler(handler))
}

describe('handlers', () => {
  it('are all called, each with an alert of its own, whatever the others do', async () => {
    const errors: unknown[] = []
    const seen: Alert[] = []
    add((alert) => {
      Object.assign(alert, { name: 'changed' })
      throw new RangeError('one')
    })
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- handlers reject with anything
    add(() => Promise.reject(undefined))
    add((alert) => {
      seen.push(alert)
    })
    const outcome = await runAlertHandlers(ALERT, (error) => errors.push(error))
    expect(seen).toEqual([ALERT])
    expect(seen[0]).not.toBe(ALERT)
    expect(outcome).toEqual({ called: 3, failed: 2 })
    expect(errors).toEqual([new RangeError('one'), undefined])
  })

  it('have 10 s each, side by side', async () => {
    vi.useFakeTimers()
    add(() => new Promise(() => {}))
    add(() => new Promise(() => {}))
    const running = runAlertHandlers(ALERT)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await running).toEqual({ called: 2, failed: 2 })
  })

  it('are called a hundred in a turn of the loop, where one is added again and again', async () => {
    let calls = 0
    for (let index = 0; index < 250; index++) add(() => void calls++)
    const running = runAlertHandlers(ALERT)
    expect(calls).toBe(100)
    expect(await running).toEqual({ called: 250, failed: 0 })
  })

  it('are counted for whoever watches, and one that is taken away is not called', async () => {
    const counts: number[] = []
    watchAlertHandlers((count) => counts.push(count))
    const stop = addAlertHandler(() => {})
    add(() => {})
    stop()
    stop()
    watchAlertHandlers(null)
    expect(counts).toEqual([0, 1, 2, 1])
    expect((await runAlertHandlers(ALERT)).called).toBe(1)
  })

  it.each([undefined, null, 'text', {}, 1n])('that are none are refused by name: %s', (handler) => {
    expect(() => addAlertHandler(handler as never)).toThrow(/^handler is .*: expected a function/)
  })
})
