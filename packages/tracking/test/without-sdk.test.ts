import { afterEach, describe, expect, it, vi } from 'vitest'

import {
  PerformanceMetrics,
  startOperation,
  trackApiOperation,
  trackDatabaseOperation,
  trackOperation,
} from '../src/index.ts'
import { captureTelemetry, stopTelemetry } from '@cryo/testing'

afterEach(stopTelemetry)

describe('without an SDK', () => {
  it('runs fn once and gives back what it returns and throws', async () => {
    const fn = vi.fn<() => string>(() => 'value')
    expect(trackOperation('w', fn)).toBe('value')
    expect(trackOperation('w')(fn)()).toBe('value')
    expect(trackDatabaseOperation()(fn)()).toBe('value')
    expect(trackApiOperation()(fn)()).toBe('value')
    expect(startOperation('w').run(fn)).toBe('value')
    expect(fn).toHaveBeenCalledTimes(5)
    const calls = [
      (failing: () => Promise<never>) => trackOperation('w', failing),
      (failing: () => Promise<never>) => trackOperation('w')(failing)(),
      (failing: () => Promise<never>) => trackDatabaseOperation(1)(failing)(),
      (failing: () => Promise<never>) => trackApiOperation('w')(failing)(),
      (failing: () => Promise<never>) => startOperation('w').run(failing),
    ]
    const rejected = await Promise.allSettled(calls.map((call) => call(() => Promise.reject(undefined))))
    expect(rejected).toEqual(calls.map(() => ({ status: 'rejected', reason: undefined })))
  })

  it('does nothing else', () => {
    const operation = startOperation('w')
    operation.addItems(1)
    operation.setContext({ a: 1 })
    operation.fail(new Error('x'))
    operation.end()
    const metrics = new PerformanceMetrics()
    metrics.recordOperation('w', true, 1)
    metrics.recordCustomMetric('w', 1)
    expect(metrics.getMetrics().operations['w']?.count).toBe(1)
  })
})

it('records what is made before the SDK is registered', async () => {
  const early = trackOperation('w.early')(() => {})
  early()
  const telemetry = captureTelemetry()
  early()
  expect(telemetry.spans().map((span) => span.name)).toEqual(['w.early'])
  expect(await telemetry.points('cryo.operation.duration')).toMatchObject([{ value: 1 }])
})
