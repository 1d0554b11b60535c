import { runProcess } from '@cryo/testing'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { isProcessAlive, readProcessIdentity } from '../src/index.ts'

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

  it.runIf(process.platform === 'linux')('knows a process that has ended though nobody noticed', async () => {
    // What the shell becomes never waits for its child, which ends with our end of the pipe.
    const script = 'exec 3<&0; read line <&3 & echo $!; exec sleep 60'
    const shell = spawn('sh', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] })
    const [output] = (await once(shell.stdout, 'data')) as [Buffer]
    const pid = Number(output.toString())
    const fields = (): string[] => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')
    const owner = { pid, start: Number(fields()[21]).toString(36) }
    const became = (): string => readFileSync(`/proc/${shell.pid}/comm`, 'utf8')
    try {
      // oxlint-disable-next-line no-await-in-loop -- no event tells of it
      while (became() !== 'sleep\n') await setImmediate()
      shell.stdin.end()
      // oxlint-disable-next-line no-await-in-loop -- the system tells of the end of a stranger's child only when asked
      while (fields()[2] !== 'Z') await setImmediate()
      expect(isProcessAlive(owner)).toBe(false)
    } finally {
      shell.kill('SIGKILL')
    }
  })

  it('takes a process of unknown start for the one that it was', () => {
    expect(isProcessAlive({ pid: process.pid, start: '0' })).toBe(true)
  })
})
