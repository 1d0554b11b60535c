import { setImmediate } from 'node:timers/promises'

import { expect, it } from 'vitest'

import { systemClock } from '../../src/forward/clock.ts'

it('runs at once what is past already, and says nothing of it on stderr', async () => {
  const warnings: Error[] = []
  const listen = (warning: Error): void => void warnings.push(warning)
  process.on('warning', listen)
  await new Promise<void>((resolve) => systemClock.after(-317.9, resolve))
  await setImmediate()
  process.off('warning', listen)
  expect(warnings).toEqual([])
})

it('waits longer than a timer of Node can', async () => {
  let hasRun = false
  const cancel = systemClock.after(2 ** 40, () => {
    hasRun = true
  })
  await new Promise<void>((resolve) => systemClock.after(2, resolve))
  cancel()
  expect(hasRun).toBe(false)
})
