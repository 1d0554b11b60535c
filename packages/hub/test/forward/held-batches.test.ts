import { createManualClock } from '@cryo/testing'
import { describe, expect, it } from 'vitest'
import { createHeldBatches } from '../../src/forward/held-batches.ts'
import { createLedger } from '../../src/forward/ledger.ts'

describe('batches in memory', () => {
  it('compress once, and take less memory after', async () => {
    const batches = createHeldBatches('traces', createLedger(), createManualClock())
    const fate = batches.accept(Buffer.alloc(100_000, 'x'), 1)
    expect([batches.bytes, batches.waitingBytes, batches.count]).toEqual([100_000, 100_000, 1])
    const batch = batches.takeOldest()
    if (batch === undefined) throw new Error('nothing taken')
    await batches.compress(batch)
    const { payload } = batch
    expect(payload.gzip).toBe(true)
    expect([batches.bytes, batches.waitingBytes]).toEqual([payload.bytes.length, 0])
    batches.putBack(batch)
    expect(batches.waitingBytes).toBe(payload.bytes.length)
    await batches.compress(batch)
    expect(batch.payload).toBe(payload)
    batches.settle(batch, 'spooled')
    expect([batches.bytes, batches.count, await fate]).toEqual([0, 0, 'spooled'])
  })

  it('leave a body as it is that does not gain', async () => {
    const batches = createHeldBatches('traces', createLedger(), createManualClock())
    void batches.accept(Buffer.from('short'), 1)
    const batch = batches.takeOldest()
    if (batch === undefined) throw new Error('nothing taken')
    await batches.compress(batch)
    expect(batch.payload).toEqual({ bytes: Buffer.from('short'), gzip: false })
  })

  it('come back to where they were', () => {
    const batches = createHeldBatches('traces', createLedger(), createManualClock())
    for (let items = 1; items <= 3; items++) void batches.accept(new Uint8Array(items), items)
    const [first, second] = [batches.takeOldest(), batches.takeOldest()]
    if (first === undefined || second === undefined) throw new Error('nothing taken')
    batches.putBack(second)
    batches.putBack(first)
    expect([1, 2, 3].map(() => batches.takeOldest()?.items)).toEqual([1, 2, 3])
  })

  it('tell when none is left, or time is over', async () => {
    const clock = createManualClock()
    const batches = createHeldBatches('traces', createLedger(), clock)
    await batches.whenEmpty(1000)
    void batches.accept(new Uint8Array(1), 1)
    const late = batches.whenEmpty(1000)
    clock.advance(1000)
    await late
    const empty = batches.whenEmpty(1000)
    const batch = batches.takeOldest()
    if (batch !== undefined) batches.drop(batch, 'queue_full')
    await empty
    expect(clock.pending).toEqual([])
  })
})
