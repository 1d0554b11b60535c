import { describe, expect, it } from 'vitest'
import { createManualClock } from '../src/manual-clock.ts'

describe('the manual clock', () => {
  it('runs timers in order as it advances, those set meanwhile too', () => {
    const clock = createManualClock()
    const ran: string[] = []
    clock.after(20, () => ran.push(`b ${clock.now()}`))
    clock.after(10, () => {
      ran.push(`a ${clock.now()}`)
      clock.after(5, () => ran.push(`c ${clock.now()}`))
    })
    const cancel = clock.after(12, () => ran.push('cancelled'))
    cancel()
    clock.after(40, () => ran.push('later'))
    clock.advance(30)
    expect(ran).toEqual(['a 10', 'c 15', 'b 20'])
    expect(clock.now()).toBe(30)
    expect(clock.pending).toEqual([10])
  })

  it('tells when a timer is set', async () => {
    const clock = createManualClock()
    const long = clock.waitForTimer((waitMs) => waitMs > 100)
    clock.after(1, () => {})
    clock.after(500, () => {})
    expect(await long).toBe(500)
    expect(await clock.waitForTimer()).toBe(1)
  })
})
