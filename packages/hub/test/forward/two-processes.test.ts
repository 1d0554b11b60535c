import {
  createTempDir,
  encodeTraces,
  runProcess,
  type RunningProcess,
  startOtlpSink,
  type TempDir,
} from '@cryo/testing'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SignalCounts } from '../../src/forward/ledger.ts'
import { formatSpoolName } from '@cryo/protocol'
import { expectBalance } from './expect-balance.ts'

const ENTRY = join(import.meta.dirname, 'fixtures', 'spool-process.ts')
const BATCHES = 60
const SPANS_PER_BATCH = 5

/** Leaves what a process left that has ended. */
function leaveBatches(dir: TempDir): string[] {
  mkdirSync(dir.file('spool'))
  const all: string[] = []
  for (let batch = 0; batch < BATCHES; batch++) {
    const names = Array.from({ length: SPANS_PER_BATCH }, (_, n) => `${batch}/${n}`)
    const body = encodeTraces(names)
    const file = formatSpoolName({
      timeMs: 1_700_000_000_000 + batch,
      sequence: 1,
      owner: { pid: 2 ** 22 + 1, start: 'abc' },
      signal: 'traces',
      items: names.length,
      bytes: body.length,
      format: 'otlp',
    })
    writeFileSync(dir.file('spool', file), body)
    all.push(...names)
  }
  return all
}

async function readCounts(run: RunningProcess): Promise<SignalCounts> {
  const [, json = ''] = await run.waitForLine(/^counts (.*)$/, 30_000)
  return JSON.parse(json) as SignalCounts
}

describe('processes that share a spool', () => {
  it('deliver every batch once between them', async () => {
    using dir = createTempDir()
    await using sink = await startOtlpSink()
    const args = [dir.file('spool'), sink.url]
    await using one = runProcess({ entry: ENTRY, args })
    await using two = runProcess({ entry: ENTRY, args })
    await Promise.all([one.waitForLine(/^ready$/), two.waitForLine(/^ready$/)])
    const left = leaveBatches(dir)
    one.kill('SIGUSR2')
    two.kill('SIGUSR2')
    await sink.waitFor(({ spans }) => spans.length >= left.length, 'every span', 30_000)
    // One that came too late for any of them waits for more, and is killed.
    expectBalance(await Promise.race([readCounts(one), readCounts(two)]))
    expect(sink.spans.map((span) => span.name).toSorted()).toEqual(left.toSorted())
  })

  it('lose nothing when one of them is killed', async () => {
    using dir = createTempDir()
    await using sink = await startOtlpSink()
    sink.respond({ hang: true })
    const names = ['a', 'b', 'c']
    const bodies = names.map((name) => Buffer.from(encodeTraces([name])).toString('hex'))
    await using killed = runProcess({ entry: ENTRY, args: [dir.file('spool'), sink.url, ...bodies] })
    const [, fates = ''] = await killed.waitForLine(/^fates (.*)$/, 30_000)
    expect(JSON.parse(fates)).toEqual(['spooled', 'spooled', 'spooled'])
    // It delivers the first of them when the kill comes.
    await sink.waitFor(({ requests }) => requests.length === 2, 'second attempt')
    expect(readdirSync(dir.file('spool')).filter((file) => file.endsWith('.claim'))).toHaveLength(1)
    killed.kill('SIGKILL')
    await killed.exited

    sink.recover()
    await using next = runProcess({ entry: ENTRY, args: [dir.file('spool'), sink.url] })
    const counts = await readCounts(next)
    expect(counts).toMatchObject({ adopted: 3, delivered: 3, spooled: 0 })
    expect(sink.spans.map((span) => span.name)).toEqual(names)
    expect(await next.exited).toMatchObject({ code: 0, stderr: '' })
    expect(readdirSync(dir.file('spool'))).toEqual([])
  })
})
