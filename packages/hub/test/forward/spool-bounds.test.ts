import { createTempDir } from '@cryo/testing'
import { describe, expect, it } from 'vitest'
import { nonZero } from './expect-balance.ts'
import { drain, openSpool, textOf } from './spool-rig.ts'

describe('a spool that is full', () => {
  it('drops the oldest when it is full, and counts it', async () => {
    using dir = createTempDir()
    const rig = openSpool(dir, { maxBytes: 1000 })
    for (const text of ['a', 'b', 'c', 'd']) {
      // oxlint-disable-next-line no-await-in-loop -- the order is what is tested
      expect(await rig.write(text, 10, 300)).toBe('spooled')
    }
    expect(nonZero(rig.ledger.counts('traces'))).toEqual({ accepted: 40, spooled: 30, spool_full: 10 })
    expect((await drain(rig)).map((text) => text[0])).toEqual(['b', 'c', 'd'])
  })

  it('drops the oldest of all signals', async () => {
    using dir = createTempDir()
    const { spool, ledger } = openSpool(dir, { maxFiles: 3 })
    const payload = { bytes: Buffer.from('x'), gzip: false }
    for (const signal of ['metrics', 'traces', 'logs', 'traces', 'logs'] as const) {
      ledger.accept(signal, 1)
      // oxlint-disable-next-line no-await-in-loop -- the order is what is tested
      expect(await spool.write({ signal, items: 1, payload })).toBe('spooled')
    }
    expect(nonZero(ledger.counts('metrics'))).toEqual({ accepted: 1, spool_full: 1 })
    expect(nonZero(ledger.counts('traces'))).toEqual({ accepted: 2, spooled: 1, spool_full: 1 })
    expect(nonZero(ledger.counts('logs'))).toEqual({ accepted: 2, spooled: 2 })
  })

  it('drops the oldest before a synchronous write too', async () => {
    using dir = createTempDir()
    const rig = openSpool(dir, { maxFiles: 1 })
    await rig.write('a', 5)
    rig.ledger.accept('traces', 7)
    rig.spool.writeSync({ signal: 'traces', items: 7, payload: { bytes: Buffer.from('b'), gzip: false } })
    expect(nonZero(rig.ledger.counts('traces'))).toEqual({ accepted: 12, spooled: 7, spool_full: 5 })
    expect(await drain(rig)).toEqual(['b'])
  })

  it('drops for room nothing that is being delivered', async () => {
    using dir = createTempDir()
    const rig = openSpool(dir, { maxFiles: 2 })
    await rig.write('a')
    await rig.write('b')
    await rig.spool.claim('traces')
    expect(await rig.write('c')).toBe('spooled')
    expect(nonZero(rig.ledger.counts('traces'))).toEqual({ accepted: 3, spooled: 2, spool_full: 1 })
    expect(textOf(await rig.spool.claim('traces'))).toBe('c')
  })

  it('refuses what is larger than all of it, and keeps what it has', async () => {
    using dir = createTempDir()
    const rig = openSpool(dir, { maxBytes: 1000 })
    await rig.write('a', 1, 900)
    expect(await rig.write('b', 1, 1001)).toBe('spool_full')
    expect(nonZero(rig.ledger.counts('traces'))).toEqual({ accepted: 2, spooled: 1, waiting: 1 })
  })
})
