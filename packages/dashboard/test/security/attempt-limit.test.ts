import { afterEach, expect, it, vi } from 'vitest'
import { createAttemptLimit } from '../../src/security/attempt-limit.ts'

afterEach(() => void vi.useRealTimers())

it('counts each address by itself', () => {
  const limit = createAttemptLimit()
  for (let failure = 0; failure < 10; failure++) limit.recordFailure('10.0.0.1')
  expect(limit.waitSeconds('10.0.0.1')).toBe(60)
  expect(limit.waitSeconds('10.0.0.2')).toBe(0)
})

it('remembers a thousand addresses, not more', () => {
  const limit = createAttemptLimit()
  for (let failure = 0; failure < 10; failure++) limit.recordFailure('10.0.0.1')
  for (let address = 0; address < 1000; address++) limit.recordFailure(`10.1.${address}`)
  expect(limit.waitSeconds('10.0.0.1')).toBe(0)
})

it('starts a new minute with the first failure after the old one', () => {
  vi.useFakeTimers()
  const limit = createAttemptLimit()
  for (let failure = 0; failure < 9; failure++) limit.recordFailure('a')
  vi.advanceTimersByTime(60_000)
  limit.recordFailure('a')
  limit.recordFailure('a')
  expect(limit.waitSeconds('a')).toBe(0)
})
