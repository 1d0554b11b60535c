import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { createPace } from '../../src/screening/pace.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const never = new AbortController().signal

it('does not wait for a part whose time has come', async () => {
  const pace = createPace(100)
  vi.advanceTimersByTime(50_000)
  await expect(pace.reach(0.5, never)).resolves.toBeUndefined()
})

it('does not wait for what was done before', async () => {
  const pace = createPace(100, 0.5)
  vi.advanceTimersByTime(10_000)
  await expect(pace.reach(0.6, never)).resolves.toBeUndefined()
})

it('never waits at full speed', async () => {
  await expect(createPace(0).reach(1, never)).resolves.toBeUndefined()
})

it('waits until the signal aborts', async () => {
  const abort = new AbortController()
  const reached = createPace(1e6).reach(1, abort.signal)
  abort.abort()
  await expect(reached).resolves.toBeUndefined()
})
