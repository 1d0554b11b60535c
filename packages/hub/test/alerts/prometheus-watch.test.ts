import type { RemoteAlert } from '@cryo/alerts/alertmanager'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { PrometheusWatch } from '../../src/alerts/prometheus-watch.ts'

let watch: PrometheusWatch
beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-01T00:00:00Z') })
  watch = new PrometheusWatch()
})
afterEach(() => {
  vi.useRealTimers()
})

const watchdog = (updatedMs: number, name = 'Watchdog'): RemoteAlert => ({ name, updatedMs }) as RemoteAlert

it('a Prometheus is at work for two minutes after each time that its Watchdog came', () => {
  expect(watch.isWatching).toBe(false)
  watch.see([watchdog(Date.now(), 'Slow')])
  expect(watch.isWatching).toBe(false)
  for (let minute = 0; minute < 5; minute++) {
    watch.see([watchdog(Date.now()), watchdog(0)])
    vi.advanceTimersByTime(60_000)
    expect(watch.isWatching).toBe(true)
  }
  const last = watchdog(Date.now() - 60_000)
  vi.advanceTimersByTime(60_000)
  watch.see([last])
  expect(watch.isWatching).toBe(true)
  vi.advanceTimersByTime(1)
  watch.see([last])
  expect(watch.isWatching).toBe(false)
})

it('a Watchdog that was old when it was first seen says nothing', () => {
  watch.see([watchdog(Date.now() - 120_001)])
  expect(watch.isWatching).toBe(false)
})

it('a Watchdog whose machine has a clock an hour behind is seen by its changes', () => {
  watch.see([watchdog(Date.now() - 3_600_000)])
  expect(watch.isWatching).toBe(false)
  vi.advanceTimersByTime(60_000)
  watch.see([watchdog(Date.now() - 3_600_000)])
  expect(watch.isWatching).toBe(true)
})

it('another Alertmanager is asked anew', () => {
  watch.see([watchdog(Date.now())])
  watch.reset()
  expect(watch.isWatching).toBe(false)
})
