import { mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { makeFolder } from '../src/index.ts'

let root: string
const file = (...names: string[]): string => join(root, ...names)
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cryo-test-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

describe('makeFolder', () => {
  it('makes a folder and those above it, for this user alone', () => {
    makeFolder(file('a', 'b', 'c'))
    for (const path of [file('a'), file('a', 'b'), file('a', 'b', 'c')]) {
      expect(statSync(path).mode & 0o777).toBe(0o700)
    }
  })

  it('leaves one that is there as it is, behind a link too', () => {
    mkdirSync(file('there'), 0o755)
    symlinkSync(file('there'), file('link'))
    makeFolder(file('link'))
    expect(statSync(file('there')).mode & 0o777).toBe(0o755)
  })

  it('throws where there is a file', () => {
    writeFileSync(file('file'), '')
    expect(() => makeFolder(file('file'))).toThrow('EEXIST')
    expect(() => makeFolder(file('file', 'below'))).toThrow('ENOTDIR')
  })

  it.runIf(process.platform === 'linux')('throws where the system knows no name at all', () => {
    expect(() => makeFolder('/proc/self/monitoring/spool')).toThrow('ENOENT')
  })
})
