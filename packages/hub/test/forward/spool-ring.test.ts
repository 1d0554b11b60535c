import { createTempDir } from '@cryo/testing'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { expectBalance, nonZero } from './expect-balance.ts'
import { drain, openSpool } from './spool-rig.ts'

describe('a dump of the ring in the spool', () => {
  it('turns a dump of the ring into bodies, delivers each once, and corrects the account', async () => {
    using dir = createTempDir()
    const first = openSpool(dir)
    await first.write('sp|an|s', 5)
    first.spool.close()
    const [file = ''] = first.files()
    const ring = file.replace('.otlp', '.ring')
    writeFileSync(`${first.directory}/${ring}`, readFileSync(`${first.directory}/${file}`))
    rmSync(`${first.directory}/${file}`)

    let conversions = 0
    const rig = openSpool(dir, {
      convertRing: (dump, name) => {
        conversions += 1
        expect(name).toMatchObject({ format: 'ring', items: 5 })
        const parts = Buffer.from(dump).toString().split('|')
        return parts.map((part) => ({ items: 1, payload: { bytes: Buffer.from(part), gzip: false } }))
      },
    })
    await rig.spool.ready
    expect(nonZero(rig.ledger.counts('traces'))).toEqual({ adopted: 5, spooled: 5 })
    const failed = await rig.spool.claim('traces')
    if (failed === undefined) throw new Error('nothing claimed')
    await rig.spool.release(failed)
    expect(await drain(rig)).toEqual(['sp', 'an', 's'])
    expect(conversions).toBe(1)
    expect(rig.files()).toEqual([])
    expect(nonZero(rig.ledger.counts('traces'))).toEqual({ adopted: 5, delivered: 3, spool_error: 2 })
  })

  it('drops of a dump only what is not delivered', async () => {
    using dir = createTempDir()
    mkdirSync(dir.file('spool'))
    writeFileSync(dir.file('spool', `${'1'.repeat(13)}-0000000001-${2 ** 22 + 1}-0-traces-3-3.ring`), 'abc')
    const rig = openSpool(dir, {
      maxFiles: 1,
      convertRing: (dump) =>
        [...dump].map((byte) => ({ items: 1, payload: { bytes: Uint8Array.of(byte), gzip: false } })),
    })
    await rig.spool.ready
    const first = await rig.spool.claim('traces')
    if (first === undefined) throw new Error('nothing claimed')
    rig.ledger.move('traces', 'spooled', 'delivered', 1)
    await rig.spool.complete(first)
    expect(await rig.write('newer')).toBe('spooled')
    const counts = rig.ledger.counts('traces')
    expect(nonZero(counts)).toEqual({ accepted: 1, adopted: 3, delivered: 1, spool_full: 2, spooled: 1 })
    expectBalance(counts)
  })

  it('sets aside a dump that cannot be converted, and leaves dumps alone that nobody converts', async () => {
    using dir = createTempDir()
    mkdirSync(dir.file('spool'))
    const dump = `${'1'.repeat(13)}-0000000001-1-0-traces-4-3.ring`
    const dead = dump.replace('-1-0-', `-${2 ** 22 + 1}-0-`)
    writeFileSync(dir.file('spool', dead), 'abc')
    const without = openSpool(dir)
    await without.spool.ready
    expect(without.spool.next('traces')).toBeUndefined()
    expect(nonZero(without.ledger.counts('traces'))).toEqual({ adopted: 4, spooled: 4 })
    without.spool.close()
    const rig = openSpool(dir, {
      convertRing: () => {
        throw new Error('no ring')
      },
    })
    await rig.spool.ready
    expect(await rig.spool.claim('traces')).toBeUndefined()
    expect(nonZero(rig.ledger.counts('traces'))).toEqual({ adopted: 4, spool_error: 4 })
    expect(rig.files()).toEqual([expect.stringMatching(/\.ring\.bad$/)])
  })
})
