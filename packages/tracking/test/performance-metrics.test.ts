import {
  ATTR_CUSTOM_METRIC_NAME,
  ATTR_OPERATION_KIND,
  ATTR_OPERATION_NAME,
  ATTR_OUTCOME,
  METRIC_CUSTOM,
  METRIC_OPERATION_DURATION,
  METRIC_OPERATION_ITEMS,
} from '@cryo/conventions'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { getIgnoredCounts, PerformanceMetrics } from '../src/index.ts'
import { type CapturedTelemetry, captureTelemetry } from '@cryo/testing'

let telemetry: CapturedTelemetry
beforeEach(() => {
  telemetry = captureTelemetry()
})
afterEach(() => {
  telemetry.stop()
  vi.useRealTimers()
})

it('adds operations up', () => {
  const metrics = new PerformanceMetrics()
  metrics.recordOperation('p.screen', true, 2, 300)
  metrics.recordOperation('p.screen', false, 4)
  metrics.recordOperation('p.fit', true, 0)
  expect(metrics.getMetrics().operations).toEqual({
    'p.screen': {
      count: 2,
      successes: 1,
      failures: 1,
      successRate: 0.5,
      totalSeconds: 6,
      meanSeconds: 3,
      minSeconds: 2,
      maxSeconds: 4,
      items: 300,
      itemsPerSecond: 50,
    },
    'p.fit': expect.objectContaining({ count: 1, minSeconds: 0, itemsPerSecond: null }),
  })
})

it('sends the same as metrics, without an error type that it does not know', async () => {
  const metrics = new PerformanceMetrics()
  metrics.recordOperation('p.sent', true, 2, 300)
  metrics.recordOperation('p.sent', false, 4)
  metrics.recordCustomMetric('p.temperature', -196)
  const series = { [ATTR_OPERATION_NAME]: 'p.sent', [ATTR_OPERATION_KIND]: 'operation' }
  expect(await telemetry.points(METRIC_OPERATION_DURATION.name)).toEqual([
    { attributes: { ...series, [ATTR_OUTCOME]: 'success' }, value: 1, sum: 2 },
    { attributes: { ...series, [ATTR_OUTCOME]: 'failure' }, value: 1, sum: 4 },
  ])
  expect(await telemetry.points(METRIC_OPERATION_ITEMS.name)).toMatchObject([
    { attributes: series, value: 300 },
  ])
  expect(await telemetry.points(METRIC_CUSTOM.name)).toMatchObject([
    { attributes: { [ATTR_CUSTOM_METRIC_NAME]: 'p.temperature' }, value: -196 },
  ])
})

it('ignores and counts what is no measurement', () => {
  const metrics = new PerformanceMetrics()
  const before = getIgnoredCounts().values
  for (const wrong of [Number.NaN, -1, 5n, Infinity, 'x', undefined] as number[]) {
    metrics.recordOperation('p.wrong', true, wrong)
  }
  for (const wrong of [Number.NaN, 5n, Infinity] as number[]) metrics.recordCustomMetric('p.wrong', wrong)
  metrics.recordOperation('p.items', true, 1, Number.NaN)
  expect(getIgnoredCounts().values - before).toBe(10)
  expect(metrics.getMetrics().operations).toEqual({ 'p.items': expect.objectContaining({ items: 0 }) })
  expect(metrics.getMetrics().custom).toEqual({})
})

it('keeps 200 names and adds the rest up as one', () => {
  const metrics = new PerformanceMetrics()
  for (let index = 0; index < 1000; index++) {
    metrics.recordOperation(`p.type${index}`, true, 1, 1)
    metrics.recordCustomMetric(`p.name${index}`, index)
  }
  const { operations, custom } = metrics.getMetrics()
  expect(Object.keys(operations)).toHaveLength(201)
  expect(operations['_other_']).toMatchObject({ count: 800, items: 800 })
  expect(Object.keys(custom)).toHaveLength(201)
})

it('takes any text for a name', () => {
  const metrics = new PerformanceMetrics()
  metrics.recordOperation('__proto__', true, 1)
  metrics.recordCustomMetric('constructor', 5)
  expect(Object.keys(metrics.getMetrics().operations)).toEqual(['__proto__'])
  expect(metrics.getMetrics().custom).toEqual({ constructor: 5 })
})

it('starts anew when reset', () => {
  vi.useFakeTimers({ now: 1000 })
  const metrics = new PerformanceMetrics()
  metrics.recordOperation('p.reset', true, 1)
  metrics.recordCustomMetric('p.reset', 1)
  const earlier = metrics.getMetrics()
  vi.setSystemTime(5000)
  metrics.reset()
  expect(metrics.getMetrics()).toEqual({ since: new Date(5000), operations: {}, custom: {} })
  expect(earlier.since).toEqual(new Date(1000))
  expect(Object.keys(earlier.operations)).toEqual(['p.reset'])
})

it('prints a table', () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
  const metrics = new PerformanceMetrics()
  expect(metrics.generateReport()).toContain('No operations recorded.')
  metrics.recordOperation('load', true, 0.0125)
  metrics.recordOperation('screen\u001b[2J', true, 100, 5000)
  metrics.recordOperation('screen\u001b[2J', false, 25)
  metrics.recordCustomMetric('bath_temperature', -196)
  expect(metrics.generateReport()).toBe(
    [
      'Performance since 2026-01-01T00:00:00.000Z',
      '',
      'operation   count  failed  success    total     mean      min      max  items  items/s',
      'screen?[2J      2       1    50.0%  125.0 s  62.50 s  25.00 s  100.0 s   5000    40.00',
      'load            1       0   100.0%  12.5 ms  12.5 ms  12.5 ms  12.5 ms      0    0.000',
      '',
      'metric            value',
      'bath_temperature   -196',
    ].join('\n'),
  )
})
