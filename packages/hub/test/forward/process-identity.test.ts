import { runProcess } from '@cryo/testing'
import { describe, expect, it } from 'vitest'
import { isProcessAlive, readProcessIdentity } from '../../src/forward/process-identity.ts'

describe('the identity of a process', () => {
  it('knows itself as alive, and always by the same name', () => {
    expect(readProcessIdentity()).toEqual(readProcessIdentity())
    expect(isProcessAlive(readProcessIdentity())).toBe(true)
  })

  it.runIf(process.platform === 'linux')('sees through a pid that another process got since', () => {
    expect(isProcessAlive({ ...readProcessIdentity(), start: 'a1' })).toBe(false)
  })

  it('knows a process that has ended', async () => {
    await using run = runProcess({ args: ['-e', ''] })
    await run.exited
    expect(isProcessAlive({ pid: run.pid, start: '0' })).toBe(false)
  })

  it('takes a process of unknown start for the one that it was', () => {
    expect(isProcessAlive({ pid: process.pid, start: '0' })).toBe(true)
  })
})
