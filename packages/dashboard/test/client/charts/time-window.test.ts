import { describe, expect, it } from 'vitest'
import { RANGES } from '../../../src/client/address/time-range.ts'
import { rateWindow, timesOf, windowOf } from '../../../src/client/charts/time-window.ts'

const NOW = Date.UTC(2026, 10, 20, 9, 17, 43, 211)

describe('the window of a chart', () => {
  it.each(RANGES)('has whole steps of samples and not too many of them: $text', ({ seconds }) => {
    const window = windowOf({ kind: 'last', seconds }, NOW)
    const times = timesOf(window)
    expect(window.stepMs % 10_000).toBe(0)
    expect(times.length).toBeGreaterThan(80)
    expect(times.length).toBeLessThan(245)
    expect([times[0], times.at(-1)]).toEqual([window.startMs / 1000, window.endMs / 1000])
    expect(window.endMs).toBeLessThanOrEqual(NOW)
    expect(NOW - window.endMs).toBeLessThan(window.stepMs)
  })

  it('asks for the same moments again as time goes on', () => {
    const range = { kind: 'last', seconds: 86_400 } as const
    const [first, later] = [windowOf(range, NOW), windowOf(range, NOW + 10_000)]
    expect((later.startMs - first.startMs) % first.stepMs).toBe(0)
  })

  it('is never empty', () => {
    const window = windowOf({ kind: 'between', fromMs: NOW, toMs: NOW + 1 }, NOW)
    expect(timesOf(window)).toHaveLength(1)
  })

  it('has rates that look back over all of a step', () => {
    expect(rateWindow(windowOf({ kind: 'last', seconds: 900 }, NOW))).toBe('60s')
    const window = windowOf({ kind: 'last', seconds: 14 * 86_400 }, NOW)
    expect(rateWindow(window)).toBe(`${window.stepMs / 1000}s`)
  })
})
