import { addAlertHandler } from '@cryo/alerts'
import type { Alert, AlertDelivery } from '@cryo/protocol'
import { afterEach, beforeEach, expect, it } from 'vitest'

import { AlertDeliveries } from '../../src/runtime/alert-deliveries.ts'

let calls = 0
let stop: () => void
let deliveries: AlertDeliveries
beforeEach(() => {
  calls = 0
  deliveries = new AlertDeliveries()
  stop = addAlertHandler(() => void calls++)
})
afterEach(() => stop())

function deliver(id: string, ageMs = 0): ReturnType<AlertDeliveries['take']> {
  const delivery = { type: 'alert', id, sentMs: Date.now() - ageMs, alert: { name: 'A' } as Alert }
  return deliveries.take(delivery as AlertDelivery)
}

it('handlers run once for a notification, however often it is delivered, and each is answered', async () => {
  const outcomes = await Promise.all([deliver('1'), deliver('1'), deliver('1', 60_000), deliver('2')])
  expect(outcomes).toEqual(Array.from({ length: 4 }, () => ({ called: 1, failed: 0 })))
  expect(calls).toBe(2)
})

it('one that waited while the thread was blocked is left to whoever is asked next', async () => {
  expect(await deliver('1', 6000)).toEqual({ called: 0, failed: 0 })
  expect(calls).toBe(0)
  expect(await deliver('1')).toEqual({ called: 1, failed: 0 })
  expect(calls).toBe(1)
})

it('a handler that is added later is called', async () => {
  stop()
  expect(await deliver('1')).toEqual({ called: 0, failed: 0 })
  stop = addAlertHandler(() => void calls++)
  expect(await deliver('1')).toEqual({ called: 1, failed: 0 })
})

it('a thousand notifications are remembered', async () => {
  for (let index = 0; index < 1001; index++) await deliver(String(index))
  await deliver('1')
  expect(calls).toBe(1001)
  await deliver('0')
  expect(calls).toBe(1002)
})
