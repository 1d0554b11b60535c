import { expect, it } from 'vitest'

import { repeatJob } from '../../src/demo/repeat-job.ts'

it('runs a job again and again until it is told to stop', async () => {
  const stop = new AbortController()
  let runs = 0
  await repeatJob(
    async () => {
      runs++
      if (runs === 3) stop.abort()
    },
    { pauseSeconds: 0.001, signal: stop.signal },
  )
  expect(runs).toBe(3)
})

it('ends in the middle of a pause', async () => {
  const stop = new AbortController()
  const repeating = repeatJob(() => Promise.resolve(), { pauseSeconds: 1e6, signal: stop.signal })
  await Promise.resolve()
  stop.abort()
  await expect(repeating).resolves.toBeUndefined()
})
