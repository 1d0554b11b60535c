import { createSeededRandom, encodeTraces, type SinkFault } from '@cryo/testing'
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Fate } from '../../src/forward/held-batches.ts'
import { expectBalance } from './expect-balance.ts'
import { type Rig, startRig } from './start-rig.ts'

const STEPS = 150

/** Faults after which it is certain whether the collector has the batch. */
const FAULTS: readonly (SinkFault & { readonly times?: number })[] = [
  {},
  {},
  {},
  { status: 503 },
  { status: 503, times: 5 },
  { status: 429, headers: { 'retry-after': '20' } },
  { status: 400 },
  { status: 413 },
  { cut: true, times: 3 },
  { partialSuccess: { rejected: 1 } },
  { redirect: 'http://elsewhere.invalid/' },
]

interface Tally {
  readonly fates: Map<string, Fate>
  readonly sizes: Map<string, number>
}

async function act(rig: Rig, random: () => number, tally: Tally, step: number): Promise<void> {
  const pick = Math.floor(random() * 10)
  if (pick < 5) {
    const items = 1 + Math.floor(random() * 4)
    const names = Array.from({ length: items }, (_, n) => `${step}/${n}${'.'.repeat(random() * 2000)}`)
    tally.sizes.set(String(step), items)
    void rig.forwarder
      .send({ body: encodeTraces(names), items })
      .then((fate) => tally.fates.set(String(step), fate))
  } else if (pick === 5) {
    const { times = 1, ...fault } = FAULTS[Math.floor(random() * FAULTS.length)] ?? {}
    rig.sink.respond(fault, times)
  } else if (pick === 6) {
    if (random() < 0.5) await rig.sink.pause()
    else await rig.sink.resume()
  } else if (pick === 7) {
    if (random() < 0.2) breakDisk(rig)
    else mendDisk(rig)
  } else if (pick === 8) {
    rig.diskClock.advance(random() * 8000)
  } else {
    rig.clock.advance(random() * 5000)
  }
  await setImmediate()
}

/** A file in place of the folder works for root too, which modes do not stop. */
function breakDisk({ dir }: Rig): void {
  if (existsSync(dir.file('aside')) || !existsSync(dir.file('spool'))) return
  renameSync(dir.file('spool'), dir.file('aside'))
  writeFileSync(dir.file('spool'), '')
}

function mendDisk({ dir }: Rig): void {
  if (!existsSync(dir.file('aside'))) return
  rmSync(dir.file('spool'))
  renameSync(dir.file('aside'), dir.file('spool'))
}

describe('the account of a forwarder', () => {
  it.each(Array.from({length:150},(_,n)=>n+1000))('is exact at every moment of a random run (seed %d)', async (seed) => {
    const random = createSeededRandom(seed)
    await using rig = await startRig({ queueBytes: 30_000, maxFiles: 12 })
    const tally: Tally = { fates: new Map(), sizes: new Map() }
    for (let step = 0; step < STEPS; step++) {
      // oxlint-disable-next-line no-await-in-loop -- one step after the other
      await act(rig, random, tally, step)
      expectBalance(rig.forwarder.counts())
    }

    mendDisk(rig)
    rig.sink.recover()
    await rig.sink.resume()
    while (rig.forwarder.counts().waiting + rig.forwarder.counts().spooled > 0) {
      rig.clock.advance(30_000)
      rig.diskClock.advance(30_000)
      // oxlint-disable-next-line no-await-in-loop -- until the last answer is in
      await setImmediate()
      expectBalance(rig.forwarder.counts())
    }

    const counts = rig.forwarder.counts()
    const sent = [...tally.sizes.values()].reduce((sum, items) => sum + items, 0)
    expect(counts.accepted).toBe(sent)
    expect(tally.fates.size).toBe(tally.sizes.size)
    const received = rig.received()
    expect(received).toHaveLength(counts.delivered)
    expect(new Set(received).size).toBe(received.length)
  })
})
