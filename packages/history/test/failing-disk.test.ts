import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

import { createTempDir } from '@cryo/testing'
import { describe, expect, it } from 'vitest'

const FIXTURE = join(import.meta.dirname, 'fixtures', 'failing-disk.mjs')
/** A disk of its own needs a mount namespace, which not every machine gives. */
const canMount = spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0

interface Told {
  readonly thrown: string | null
  readonly problems: readonly string[]
  readonly [name: string]: unknown
}

function onDisk(fault: string): Told {
  using dir = createTempDir()
  const { stdout, stderr } = spawnSync(
    'unshare',
    ['--mount', process.execPath, FIXTURE, fault, dir.file('disk')],
    {
      encoding: 'utf8',
    },
  )
  expect(stderr).toBe('')
  return JSON.parse(stdout) as Told
}

// Where it cannot mount, these are skipped, and the report of the tests says so.
describe.runIf(canMount)('on a disk that fails', () => {
  it('what does not fit waits, is told once, and is written when there is room', () => {
    expect(onDisk('full')).toMatchObject({
      thrown: null,
      waiting: 20,
      foundFull: 1,
      waitingAfter: 0,
      lost: 0,
      found: 22,
      notices: [],
      problems: [
        'the history cannot be written, it waits in memory: database or disk is full',
        'the history is written again',
      ],
    })
  })

  it('that is full at the opening, everything stays in memory, and is told', () => {
    expect(onDisk('full at the opening')).toMatchObject({
      thrown: null,
      file: null,
      found: 1,
      notices: [
        expect.stringMatching(/is kept in memory only: (database or disk is full|disk I\/O error|ENOSPC)/),
      ],
    })
  })

  it('that is full for long, what waits is bounded and the rest is counted', () => {
    expect(onDisk('full for long')).toMatchObject({ thrown: null, waiting: 500, lost: 200 })
  })

  it('that is read-only, everything stays in memory, and is told', () => {
    expect(onDisk('read-only')).toMatchObject({
      thrown: null,
      file: null,
      found: 1,
      notices: [expect.stringMatching(/is kept in memory only: EROFS/)],
    })
  })
})
