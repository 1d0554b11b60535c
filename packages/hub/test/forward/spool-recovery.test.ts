import { createTempDir, runProcess, type TempDir } from '@cryo/testing'
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createLedger, type Ledger } from '../../src/forward/ledger.ts'
import { createSpool, type Spool, type SpoolOptions } from '../../src/forward/spool.ts'
import { formatSpoolName, parseSpoolName, type SpoolMark, type SpoolOwner } from '@cryo/protocol'
import { expectBalance, nonZero } from './expect-balance.ts'
import { drain } from './spool-rig.ts'

const FOREVER = { args: ['-e', 'setInterval(() => {}, 1000)'] }
/** Larger than any pid that Linux gives. */
const DEAD: SpoolOwner = { pid: 2 ** 22 + 1, start: 'abc' }

let sequence = 0
function leave(dir: TempDir, owner: SpoolOwner, text: string, mark: SpoolMark = ''): string {
  mkdirSync(dir.file('spool'), { recursive: true })
  sequence += 1
  const what = { signal: 'traces', items: 10, bytes: text.length, format: 'otlp' } as const
  const file = formatSpoolName({ timeMs: 1_700_000_000_000 + sequence, sequence, owner, ...what }, mark)
  writeFileSync(dir.file('spool', file), text)
  return file
}

async function openSpool(
  dir: TempDir,
  options: Partial<SpoolOptions> = {},
): Promise<{ spool: Spool; ledger: Ledger; nonZero: () => Record<string, number> }> {
  const ledger = createLedger()
  const spool = createSpool({ directory: dir.file('spool'), ledger, ...options })
  await spool.ready
  return { spool, ledger, nonZero: () => nonZero(ledger.counts('traces')) }
}

const marksIn = (dir: TempDir): string[] =>
  readdirSync(dir.file('spool'))
    .toSorted()
    .map((file) => parseSpoolName(file)?.mark ?? 'none of ours')

describe('what a process left in the spool', () => {
  it('is delivered by the next one, claims included, in order of time', async () => {
    using dir = createTempDir()
    leave(dir, DEAD, 'in flight', 'claim')
    leave(dir, DEAD, 'waiting')
    const next = await openSpool(dir)
    expect(next.nonZero()).toEqual({ adopted: 20, spooled: 20 })
    expect(await drain(next)).toEqual(['in flight', 'waiting'])
    expect(marksIn(dir)).toEqual([])
    next.spool.close()
  })

  it('is no batch if it was half written', async () => {
    using dir = createTempDir()
    leave(dir, DEAD, 'half', 'tmp')
    const next = await openSpool(dir)
    expect(next.nonZero()).toEqual({})
    expect(marksIn(dir)).toEqual([])
    next.spool.close()
  })

  it('stays with its process while that lives, and changes hands when it ends', async () => {
    using dir = createTempDir()
    await using run = runProcess(FOREVER)
    const owner: SpoolOwner = { pid: run.pid, start: '0' }
    leave(dir, owner, 'writing', 'tmp')
    leave(dir, owner, 'in flight', 'claim')
    leave(dir, owner, 'waiting')
    const other = await openSpool(dir)
    expect(other.nonZero()).toEqual({})
    expect(await drain(other)).toEqual([])
    expect(marksIn(dir)).toEqual(['tmp', 'claim', ''])
    run.kill('SIGKILL')
    await run.exited
    await other.spool.rescan()
    expect(await drain(other)).toEqual(['in flight', 'waiting'])
    expect(marksIn(dir)).toEqual([])
    other.spool.close()
  })

  it('belongs to one of several that look at once', async () => {
    using dir = createTempDir()
    const texts = Array.from({ length: 50 }, (_, n) => `batch ${n}`)
    for (const text of texts) leave(dir, DEAD, text)
    await using run = runProcess(FOREVER)
    const [one, two] = await Promise.all([
      openSpool(dir),
      openSpool(dir, { owner: { pid: run.pid, start: '0' } }),
    ])
    const [by, also] = await Promise.all([drain(one), drain(two)])
    expect([...by, ...also].toSorted()).toEqual(texts.toSorted())
    const first = one.ledger.counts('traces')
    const second = two.ledger.counts('traces')
    expectBalance(first)
    expectBalance(second)
    expect(first.delivered + second.delivered).toBe(500)
    one.spool.close()
    two.spool.close()
  })

  it('is found by a hub that was started again in the same process', async () => {
    using dir = createTempDir()
    const before = await openSpool(dir)
    const payload = { bytes: Buffer.from('kept'), gzip: false }
    before.ledger.accept('traces', 2)
    await before.spool.write({ signal: 'traces', items: 2, payload })
    await before.spool.claim('traces')
    before.spool.close()
    const after = await openSpool(dir)
    expect(after.nonZero()).toEqual({ adopted: 2, spooled: 2 })
    expect(await drain(after)).toEqual(['kept'])
    after.spool.close()
  })

  it('counts towards the bound, whoever it belongs to', async () => {
    using dir = createTempDir()
    await using run = runProcess(FOREVER)
    leave(dir, { pid: run.pid, start: '0' }, 'foreign')
    leave(dir, { pid: run.pid, start: '0' }, 'foreign, in flight', 'claim')
    leave(dir, DEAD, 'left')
    const { spool, ledger, nonZero: counts } = await openSpool(dir, { maxFiles: 2 })
    ledger.accept('traces', 1)
    await spool.write({ signal: 'traces', items: 1, payload: { bytes: Buffer.from('new'), gzip: false } })
    expect(counts()).toEqual({ accepted: 1, adopted: 20, spooled: 11, spool_full: 10 })
    expect(marksIn(dir)).toEqual(['claim', '', ''])
    expect(await drain({ spool, ledger })).toEqual(['left', 'new'])
    spool.close()
  })

  it('is older than what this process wrote, and goes first', async () => {
    using dir = createTempDir()
    const { spool, ledger } = await openSpool(dir)
    ledger.accept('traces', 1)
    await spool.write({ signal: 'traces', items: 1, payload: { bytes: Buffer.from('new'), gzip: false } })
    leave(dir, DEAD, 'old')
    leave(dir, DEAD, 'less old')
    await spool.rescan()
    expect(await drain({ spool, ledger })).toEqual(['old', 'less old', 'new'])
    spool.close()
  })

  it('makes room when it is of no use, and is not counted again', async () => {
    using dir = createTempDir()
    leave(dir, DEAD, 'useless', 'bad')
    const { spool, ledger, nonZero: counts } = await openSpool(dir, { maxFiles: 1 })
    expect(await drain({ spool, ledger })).toEqual([])
    ledger.accept('traces', 1)
    await spool.write({ signal: 'traces', items: 1, payload: { bytes: Buffer.from('new'), gzip: false } })
    expect(counts()).toEqual({ accepted: 1, spooled: 1 })
    expect(marksIn(dir)).toEqual([''])
    spool.close()
  })

  it('is cut down to the bound at the start', async () => {
    using dir = createTempDir()
    for (const text of ['a', 'b', 'c', 'd']) leave(dir, DEAD, text)
    const next = await openSpool(dir, { maxFiles: 3 })
    expect(next.nonZero()).toEqual({ adopted: 40, spooled: 30, spool_full: 10 })
    expect(await drain(next)).toEqual(['b', 'c', 'd'])
    next.spool.close()
  })

  it('is missed, and told, when another process took it', async () => {
    using dir = createTempDir()
    leave(dir, DEAD, 'a')
    leave(dir, DEAD, 'b')
    const { spool, ledger, nonZero: counts } = await openSpool(dir)
    const [first = ''] = readdirSync(dir.file('spool')).toSorted()
    rmSync(dir.file('spool', first))
    expect(await drain({ spool, ledger })).toEqual(['b'])
    expect(counts()).toEqual({ adopted: 20, handedOver: 10, delivered: 10 })
    spool.close()
  })
})
