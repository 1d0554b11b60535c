import { createTempDir } from '@cryo/testing'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openSpoolFolder } from '../../src/forward/spool-folder.ts'

const BYTES = Buffer.from('a batch')

describe('the folder of a spool', () => {
  it('is made at the first write, with the folder above it', async () => {
    using dir = createTempDir()
    const folder = openSpoolFolder(dir.file('monitoring', 'spool'))
    expect(await folder.list()).toEqual([])
    expect(existsSync(dir.file('monitoring'))).toBe(false)
    await folder.write('a', 'a.tmp', BYTES)
    folder.writeSync('b', 'b.tmp', BYTES)
    expect(await folder.list()).toEqual(['a', 'b'])
    expect(await folder.read('b', BYTES.length)).toEqual(BYTES)
    using other = createTempDir()
    openSpoolFolder(other.file('monitoring', 'spool')).writeSync('c', 'c.tmp', BYTES)
    expect(readFileSync(other.file('monitoring', 'spool', 'c'))).toEqual(BYTES)
  })

  it('keeps nothing of a write that failed', async () => {
    using dir = createTempDir()
    const folder = openSpoolFolder(dir.path)
    mkdirSync(dir.file('taken', 'by a folder'), { recursive: true })
    await expect(folder.write('taken', 'a.tmp', BYTES)).rejects.toThrow(/EISDIR|ENOTEMPTY/)
    expect(() => folder.writeSync('taken', 'b.tmp', BYTES)).toThrow(/EISDIR|ENOTEMPTY/)
    expect(readdirSync(dir.path)).toEqual(['taken'])
  })

  it('follows no link, to read or to write', async () => {
    using dir = createTempDir()
    const folder = openSpoolFolder(dir.file('spool'))
    mkdirSync(dir.file('spool'))
    writeFileSync(dir.file('victim'), 'precious')
    symlinkSync(dir.file('victim'), dir.file('spool', 'a.tmp'))
    await expect(folder.write('a', 'a.tmp', BYTES)).rejects.toThrow('EEXIST')
    expect(() => folder.writeSync('a', 'a.tmp', BYTES)).toThrow('EEXIST')
    await expect(folder.read('a.tmp', 8)).rejects.toThrow('ELOOP')
    expect(await folder.size('a.tmp')).toBeUndefined()
    expect(readFileSync(dir.file('victim'), 'utf8')).toBe('precious')
  })
})
