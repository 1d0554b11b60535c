import { createTempDir } from '@cryo/testing'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { nonZero } from './expect-balance.ts'
import { drain, openSpool, textOf } from './spool-rig.ts'

describe('the spool', () => {
  it('gives batches back oldest first, and leaves nothing of them', async () => {
    using dir = createTempDir()
    const rig = openSpool(dir)
    expect(await Promise.all(['a', 'b', 'c'].map((text) => rig.write(text, 2)))).toEqual([
      'spooled',
      'spooled',
      'spooled',
    ])
    expect(nonZero(rig.ledger.counts('traces'))).toEqual({ accepted: 6, spooled: 6 })
    expect(await drain(rig)).toEqual(['a', 'b', 'c'])
    expect(rig.files()).toEqual([])
    expect(nonZero(rig.ledger.counts('traces'))).toEqual({ accepted: 6, delivered: 6 })
  })

  it('keeps what it holds from other users', async () => {
    using dir = createTempDir()
    const rig = openSpool(dir)
    await rig.write('secret')
    rig.ledger.accept('traces', 1)
    rig.spool.writeSync({ signal: 'traces', items: 1, payload: { bytes: Buffer.from('x'), gzip: true } })
    expect(statSync(rig.directory).mode & 0o777).toBe(0o700)
    expect(rig.files().map((file) => statSync(`${rig.directory}/${file}`).mode & 0o777)).toEqual([
      0o600, 0o600,
    ])
  })

  it('does nothing on disk before there is something to keep', async () => {
    using dir = createTempDir()
    const rig = openSpool(dir)
    await rig.spool.ready
    expect(readdirSync(dir.path)).toEqual([])
    expect(rig.spool.problem).toBeUndefined()
  })

  it('writes before it returns when asked to', async () => {
    using dir = createTempDir()
    const rig = openSpool(dir)
    rig.ledger.accept('traces', 3)
    const payload = { bytes: Buffer.from('last words'), gzip: true }
    expect(rig.spool.writeSync({ signal: 'traces', items: 3, payload })).toBe('spooled')
    expect(rig.files()).toEqual([expect.stringMatching(/-traces-3-10\.otlp\.gz$/)])
    expect(await rig.spool.claim('traces')).toMatchObject({ items: 3, payload })
  })

  it('keeps signals apart', async () => {
    using dir = createTempDir()
    const rig = openSpool(dir)
    await rig.write('a')
    expect(await rig.spool.claim('metrics')).toBeUndefined()
    expect(rig.spool.next('metrics')).toBeUndefined()
    expect(rig.spool.next('traces')?.items).toBe(1)
  })

  it('lets no two take the same batch, and gives back what one could not deliver', async () => {
    using dir = createTempDir()
    const rig = openSpool(dir)
    await rig.write('a')
    await rig.write('b')
    const [first, second, third] = await Promise.all([1, 2, 3].map(() => rig.spool.claim('traces')))
    expect([textOf(first), textOf(second), third]).toEqual(['a', 'b', undefined])
    expect(rig.files().map((file) => file.endsWith('.otlp.claim'))).toEqual([true, true])
    if (first === undefined) throw new Error('nothing claimed')
    await rig.spool.release(first)
    expect(textOf(await rig.spool.claim('traces'))).toBe('a')
  })

  it('never writes over what an earlier hub of this process wrote in the same millisecond', () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    using dir = createTempDir()
    for (const text of ['a', 'b']) {
      const { spool, ledger } = openSpool(dir)
      ledger.accept('traces', 1)
      spool.writeSync({ signal: 'traces', items: 1, payload: { bytes: Buffer.from(text), gzip: false } })
      spool.close()
    }
    expect(readdirSync(dir.file('spool'))).toHaveLength(2)
  })

  it('looks at its folder twice a minute until it is closed', async () => {
    using dir = createTempDir()
    const { spool, clock } = openSpool(dir)
    await spool.ready
    expect(clock.pending).toEqual([30_000])
    clock.advance(30_000)
    expect(await clock.waitForTimer()).toBe(30_000)
    spool.close()
    expect(clock.pending).toEqual([])
  })

  it('leaves files of others alone', async () => {
    using dir = createTempDir()
    mkdirSync(dir.file('spool', 'sub'), { recursive: true })
    writeFileSync(dir.file('spool', 'README'), 'mine')
    const rig = openSpool(dir)
    await rig.spool.ready
    await rig.write('a')
    expect(await drain(rig)).toEqual(['a'])
    expect(rig.files()).toEqual(['README', 'sub'])
    expect(readFileSync(dir.file('spool', 'README'), 'utf8')).toBe('mine')
  })

  it('takes none of its own batches for a find while it writes them', async () => {
    using dir = createTempDir()
    const rig = openSpool(dir)
    const texts = Array.from({ length: 300 }, (_, n) => `batch ${n}`)
    const writes = texts.map((text) => rig.write(text))
    let writing = true
    const written = Promise.all(writes).finally(() => (writing = false))
    while (writing) {
      // oxlint-disable-next-line no-await-in-loop -- scan after scan
      await rig.spool.rescan()
    }
    await written
    expect(nonZero(rig.ledger.counts('traces'))).toEqual({ accepted: 300, spooled: 300 })
    expect(await drain(rig)).toEqual(texts)
  })

  it('puts a batch last that fails where others pass', async () => {
    using dir = createTempDir()
    const rig = openSpool(dir)
    for (const text of ['poison', 'b', 'c']) {
      // oxlint-disable-next-line no-await-in-loop -- the order is what is tested
      await rig.write(text)
    }
    for (let attempt = 1; attempt <= 3; attempt++) {
      // oxlint-disable-next-line no-await-in-loop -- the order is what is tested
      const claimed = await rig.spool.claim('traces')
      expect(textOf(claimed)).toBe('poison')
      // oxlint-disable-next-line no-await-in-loop -- as above
      if (claimed !== undefined) await rig.spool.release(claimed)
    }
    const next = await rig.spool.claim('traces')
    expect(textOf(next)).toBe('b')
    if (next !== undefined) await rig.spool.release(next)
    rig.spool.forgive('traces', undefined)
    expect(await drain(rig)).toEqual(['poison', 'b', 'c'])
  })
})
