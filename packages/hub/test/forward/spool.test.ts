import { createManualClock, createTempDir, type ManualClock, type TempDir } from '@cryo/testing'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createLedger, type Ledger } from '../../src/forward/ledger.ts'
import { createSpool, type Spool, type SpoolOptions } from '../../src/forward/spool.ts'
import type { ClaimedBatch } from '../../src/forward/spool-claims.ts'
import { expectBalance, nonZero } from './expect-balance.ts'

interface Rig {
  readonly spool: Spool
  readonly ledger: Ledger
  readonly clock: ManualClock
  readonly directory: string
  /** Accepts and writes a batch of so many items, with a body of `bytes` times its first letter. */
  write(text: string, items?: number, bytes?: number): Promise<string>
  files(): string[]
}

function openSpool(dir: TempDir, options: Partial<SpoolOptions> = {}): Rig {
  const clock = createManualClock()
  const ledger = createLedger()
  const directory = dir.file('spool')
  const spool = createSpool({ directory, ledger, clock, ...options })
  return {
    spool,
    ledger,
    clock,
    directory,
    write(text, items = 1, bytes = 1) {
      ledger.accept('traces', items)
      const payload = { bytes: Buffer.from(text.repeat(bytes)), gzip: false }
      return spool.write({ signal: 'traces', items, payload })
    },
    files: () => readdirSync(directory).toSorted(),
  }
}

const textOf = (claimed: ClaimedBatch | undefined): string | undefined =>
  claimed === undefined ? undefined : Buffer.from(claimed.payload.bytes).toString()

async function drain({ spool, ledger }: Rig): Promise<string[]> {
  const texts: string[] = []
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other is what is tested
    const claimed = await spool.claim('traces')
    if (claimed === undefined) return texts
    texts.push(textOf(claimed) ?? '')
    ledger.move('traces', 'spooled', 'delivered', claimed.items)
    // oxlint-disable-next-line no-await-in-loop -- as above
    await spool.complete(claimed)
  }
}

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
