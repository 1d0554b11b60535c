import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'

import { createTempDir } from '@cryo/testing'
import { describe, expect, it } from 'vitest'

import { makeFolder } from '../src/index.ts'

describe('makeFolder', () => {
  it('makes a folder and those above it, for this user alone', () => {
    using dir = createTempDir()
    makeFolder(dir.file('a', 'b', 'c'))
    for (const path of [dir.file('a'), dir.file('a', 'b'), dir.file('a', 'b', 'c')]) {
      expect(statSync(path).mode & 0o777).toBe(0o700)
    }
  })

  it('leaves one that is there as it is, behind a link too', () => {
    using dir = createTempDir()
    mkdirSync(dir.file('there'), 0o755)
    symlinkSync(dir.file('there'), dir.file('link'))
    makeFolder(dir.file('link'))
    expect(statSync(dir.file('there')).mode & 0o777).toBe(0o755)
  })

  it('throws where there is a file', () => {
    using dir = createTempDir()
    writeFileSync(dir.file('file'), '')
    expect(() => makeFolder(dir.file('file'))).toThrow('EEXIST')
    expect(() => makeFolder(dir.file('file', 'below'))).toThrow('ENOTDIR')
  })

  it.runIf(process.platform === 'linux')('throws where the system knows no name at all', () => {
    expect(() => makeFolder('/proc/self/monitoring/spool')).toThrow('ENOENT')
  })
})
