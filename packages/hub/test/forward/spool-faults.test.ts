import { createTempDir } from '@cryo/testing'
import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createLedger } from '../../src/forward/ledger.ts'
import { createSpool } from '../../src/forward/spool.ts'
import { expectBalance, nonZero } from './expect-balance.ts'
import { drain, openSpool } from './spool-rig.ts'

describe('a spool on a disk that fails', () => {
  it('says so when the disk refuses, rests, and tries again', async () => {
    using dir = createTempDir()
    writeFileSync(dir.file('spool'), 'a file in place of the folder')
    const problems: string[] = []
    const rig = openSpool(dir, { onProblem: (problem) => problems.push(problem) })
    await rig.spool.ready
    expect(await rig.write('a')).toBe('spool_error')
    rig.ledger.accept('traces', 1)
    const payload = { bytes: Buffer.from('b'), gzip: false }
    expect(rig.spool.writeSync({ signal: 'traces', items: 1, payload })).toBe('spool_error')
    expect(await rig.spool.claim('traces')).toBeUndefined()
    expect([rig.spool.usable, rig.spool.problem, problems]).toEqual([false, 'ENOTDIR', ['ENOTDIR']])
    expect(nonZero(rig.ledger.counts('traces'))).toEqual({ accepted: 2, waiting: 2 })

    rmSync(dir.file('spool'))
    expect(await rig.write('too early')).toBe('spool_error')
    rig.clock.advance(10_000)
    expect(await rig.write('c')).toBe('spooled')
    expect([rig.spool.usable, rig.spool.problem]).toEqual([true, undefined])
  })

  it.runIf(process.platform === 'linux')('survives a folder that nothing can be made in', async () => {
    const ledger = createLedger()
    const spool = createSpool({ directory: '/proc/self/spool', ledger })
    ledger.accept('logs', 1)
    const batch = { signal: 'logs', items: 1, payload: { bytes: Buffer.from('x'), gzip: false } } as const
    expect(await spool.write(batch)).toBe('spool_error')
    expect(spool.writeSync(batch)).toBe('spool_error')
    expect(spool.problem).toBe('ENOENT')
    spool.close()
  })

  it('makes its folder again when somebody removed it, and forgets what was in it', async () => {
    using dir = createTempDir()
    const rig = openSpool(dir)
    await rig.write('a', 3)
    rmSync(rig.directory, { recursive: true })
    expect(await rig.write('b', 4)).toBe('spooled')
    await rig.spool.rescan()
    expect(nonZero(rig.ledger.counts('traces'))).toEqual({ accepted: 7, handedOver: 3, spooled: 4 })
    expect(await drain(rig)).toEqual(['b'])
  })

  it('sets aside what it cannot read, counted, and goes on', async () => {
    using dir = createTempDir()
    const rig = openSpool(dir)
    await rig.write('abc', 5)
    await rig.write('def', 7)
    await rig.write('ghi', 9)
    const [cut = '', link = ''] = rig.files()
    writeFileSync(`${rig.directory}/${cut}`, 'ab')
    rmSync(`${rig.directory}/${link}`)
    symlinkSync('/etc/hostname', `${rig.directory}/${link}`)
    expect(await drain(rig)).toEqual(['ghi'])
    expect(rig.files()).toEqual([`${cut}.bad`, `${link}.bad`])
    const counts = rig.ledger.counts('traces')
    expect(nonZero(counts)).toEqual({ accepted: 21, spool_error: 12, delivered: 9 })
    expectBalance(counts)
  })
})
