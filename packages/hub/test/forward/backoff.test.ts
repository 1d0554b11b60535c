import { createManualClock } from '@cryo/testing'
import { describe, expect, it } from 'vitest'
import { createBackoff } from '../../src/forward/backoff.ts'

describe('back-off', () => {
  it('doubles its ceiling up to the cap, and draws each wait below it', () => {
    const clock = createManualClock()
    const backoff = createBackoff({ clock, random: () => 1 })
    const waits = Array.from({ length: 7 }, () => {
      backoff.fail()
      return backoff.remainingMs()
    })
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    const half = createBackoff({ clock, random: () => 0.5 })
    half.fail()
    expect(half.remainingMs()).toBe(500)
  })

  it('never hammers, however chance falls', () => {
    const backoff = createBackoff({ clock: createManualClock(), random: () => 0 })
    backoff.fail()
    expect(backoff.remainingMs()).toBe(100)
  })

  it('starts over after a success', () => {
    const clock = createManualClock()
    const backoff = createBackoff({ clock, random: () => 1 })
    backoff.fail()
    backoff.fail()
    expect([backoff.failing, backoff.remainingMs()]).toEqual([true, 2000])
    backoff.succeed()
    expect([backoff.failing, backoff.remainingMs(), backoff.failingForMs()]).toEqual([false, 0, 0])
    backoff.fail()
    expect(backoff.remainingMs()).toBe(1000)
  })

  it('holds exactly what the collector asked for, even in a hurry', () => {
    const clock = createManualClock()
    const backoff = createBackoff({ clock, random: () => 1 })
    backoff.fail(3_600_000)
    backoff.hurry()
    clock.advance(3_599_999)
    expect(backoff.remainingMs()).toBe(1)
    expect(backoff.failingForMs()).toBe(3_599_999)
    backoff.fail()
    backoff.hurry()
    expect(backoff.remainingMs()).toBe(0)
  })
})
