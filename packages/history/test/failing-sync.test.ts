import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { createTempDir } from '@cryo/testing'
import type { TempDir } from '@cryo/testing'
import { describe, expect, it } from 'vitest'

import { openHistory } from '../src/open-history.ts'

const FIXTURE = join(import.meta.dirname, 'fixtures', 'count-waiting.mjs')
const PUTS = 60
/** Calls of the system are watched and made to fail by strace, which not every machine has. */
const canTrace = spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0

interface Told {
  readonly file: string | null
  readonly problems: readonly string[]
  readonly waiting: readonly number[]
}

function trace(dir: TempDir, ...args: readonly string[]): { readonly told: Told; readonly calls: string } {
  const calls = dir.file('calls')
  const command = ['-f', '-qq', '-o', calls, '-e', 'trace=fsync,fdatasync', ...args]
  const { stdout, stderr } = spawnSync(
    'strace',
    [...command, process.execPath, FIXTURE, dir.path, String(PUTS)],
    {
      encoding: 'utf8',
    },
  )
  expect(stderr).toBe('')
  return { told: JSON.parse(stdout) as Told, calls: readFileSync(calls, 'utf8') }
}

function countKept(dir: TempDir): number {
  const history = openHistory({ dir: dir.path })
  expect(history.notices).toEqual([])
  const { length } = history.runs.ofJob('screening', '', 'screen mixtures', 1000)
  history.close()
  return length
}

// Where nothing can be traced, these are skipped, and the report of the tests says so.
describe.runIf(canTrace)('what is acknowledged', () => {
  it('was told to the disk before: a loss of power takes none of it', () => {
    using dir = createTempDir()
    const { told, calls } = trace(dir)
    expect(told).toMatchObject({
      file: dir.file('history.sqlite'),
      problems: [],
      waiting: Array(PUTS).fill(0),
    })
    expect(calls.match(/f(?:data)?sync\(.*= 0/g)?.length).toBeGreaterThan(PUTS)
    expect(countKept(dir)).toBe(PUTS)
  })

  it('was never refused by the disk: what was waits, is told, and is written once the disk works again', () => {
    using dir = createTempDir()
    const { told } = trace(dir, '-e', 'inject=fsync,fdatasync:error=EIO:when=40..50')
    expect(Math.max(...told.waiting)).toBeGreaterThan(0)
    expect(told.waiting.at(-1)).toBe(0)
    expect(told.problems).toEqual([
      'the history cannot be written, it waits in memory: disk I/O error',
      'the history is written again',
    ])
    expect(countKept(dir)).toBe(PUTS)
  })

  it('is no more than is there, where the disk fails for good', () => {
    using dir = createTempDir()
    const { told } = trace(dir, '-e', 'inject=fsync,fdatasync:error=EIO:when=40+')
    const waiting = told.waiting.at(-1) ?? 0
    expect(waiting).toBeGreaterThan(10)
    expect(countKept(dir)).toBeGreaterThanOrEqual(PUTS - waiting)
  })
})
