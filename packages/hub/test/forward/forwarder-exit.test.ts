import { writeFileSync, readdirSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { startRig } from './start-rig.ts'

describe('the flush of a forwarder', () => {
  it('waits until all is delivered', async () => {
    await using rig = await startRig()
    rig.sink.respond({ delayMs: 5 })
    const fates = [rig.send('a'), rig.send('b'), rig.send('c')]
    expect(await rig.forwarder.flush(2000)).toBe(true)
    expect(rig.received()).toEqual(['a', 'b', 'c'])
    expect(await Promise.all(fates)).toEqual(['delivered', 'delivered', 'delivered'])
  })

  it('delivers what is in memory first: what is spooled is safe', async () => {
    await using rig = await startRig()
    rig.sink.respond({ status: 429, headers: { 'retry-after': '60' } }, 1)
    await Promise.all([rig.send('old 1'), rig.send('old 2'), rig.send('old 3')])
    rig.sink.respond({ delayMs: 20 }, 1)
    rig.sink.respond({}, 1)
    rig.clock.advance(60_000)
    await rig.sink.waitFor(({ requests }) => requests.length === 3, 'request for the second')
    const fresh = [rig.send('new 1'), rig.send('new 2')]
    expect(await rig.forwarder.flush(2000)).toBe(true)
    expect(await Promise.all(fresh)).toEqual(['delivered', 'delivered'])
    await rig.sink.waitFor(({ spans }) => spans.length === 5, '5 spans')
    expect(rig.received()).toEqual(['old 1', 'old 2', 'new 1', 'new 2', 'old 3'])
  })

  it('has nothing to do when nothing waits', async () => {
    await using rig = await startRig()
    expect(await rig.forwarder.flush(2000)).toBe(true)
  })

  it('spools at once when the collector fails already', async () => {
    await using rig = await startRig()
    await rig.sink.pause()
    const fate = rig.send('a')
    await rig.clock.waitForTimer((waitMs) => waitMs === 1000)
    // The clock stands still: this would never end if it waited for the collector.
    expect(await rig.forwarder.flush(2000)).toBe(true)
    expect(await fate).toBe('spooled')
  })

  it('gives up a collector that hangs in time to spool what it was given', async () => {
    await using rig = await startRig()
    rig.sink.respond({ hang: true })
    const fates = [rig.send('a'), rig.send('b')]
    await rig.sink.waitFor(({ requests }) => requests.length === 1, 'request')
    const flushed = rig.forwarder.flush(2000)
    expect(rig.clock.pending[0]).toBe(1500)
    rig.clock.advance(1500)
    expect(await flushed).toBe(true)
    expect(await Promise.all(fates)).toEqual(['spooled', 'spooled'])
    expect(rig.counts()).toEqual({ accepted: 2, spooled: 2 })
    expect(rig.clock.now()).toBe(1500)
    // Nothing is known against the collector: the next attempt needs no pause.
    rig.sink.recover()
    expect(await rig.send('c')).toBe('delivered')
  })

  it('settles in time when neither collector nor disk take anything', async () => {
    await using rig = await startRig()
    writeFileSync(rig.dir.file('spool'), 'a file in place of the folder')
    rig.sink.respond({ hang: true })
    const fate = rig.send('a')
    await rig.sink.waitFor(({ requests }) => requests.length === 1, 'request')
    const flushed = rig.forwarder.flush(2000)
    rig.clock.advance(1500)
    await rig.clock.waitForTimer((waitMs) => waitMs <= 500)
    rig.clock.advance(500)
    expect(await flushed).toBe(false)
    expect(rig.counts()).toEqual({ accepted: 1, waiting: 1 })
    await rig.forwarder.close()
    expect(await fate).toBe('spool_error')
  })

  it('makes one more attempt at once when there is no spool', async () => {
    await using rig = await startRig({ withSpool: false })
    rig.sink.respond({ status: 503 }, 1)
    const fate = rig.send('a')
    await rig.clock.waitForTimer((waitMs) => waitMs === 1000)
    expect(await rig.forwarder.flush(2000)).toBe(true)
    expect(await fate).toBe('delivered')
    expect(rig.clock.now()).toBe(0)
  })

  it('does not wait for a collector that asked for more time than there is', async () => {
    await using rig = await startRig({ withSpool: false })
    rig.sink.respond({ status: 429, headers: { 'retry-after': '60' } })
    const fate = rig.send('a')
    await rig.clock.waitForTimer((waitMs) => waitMs === 60_000)
    expect(await rig.forwarder.flush(2000)).toBe(false)
    expect(rig.sink.requests).toHaveLength(1)
    await rig.forwarder.close()
    expect(await fate).toBe('hub_lost')
  })
})

describe('the end of a forwarder', () => {
  it('has everything on disk when the call returns', async () => {
    await using rig = await startRig()
    rig.sink.respond({ hang: true })
    const fates = [rig.send('in an attempt'), rig.send('waiting')]
    await rig.sink.waitFor(({ requests }) => requests.length === 1, 'request')
    const closed = rig.forwarder.close()
    expect(readdirSync(rig.dir.file('spool'))).toHaveLength(2)
    expect(rig.counts()).toEqual({ accepted: 2, spooled: 2 })
    await closed
    expect(await Promise.all(fates)).toEqual(['spooled', 'spooled'])
    // The end of the attempt comes later, and changes nothing.
    for (let turn = 0; turn < 20; turn++) {
      // oxlint-disable-next-line no-await-in-loop -- lets it come
      await setImmediate()
    }
    expect(readdirSync(rig.dir.file('spool'))).toHaveLength(2)
    expect(rig.counts()).toEqual({ accepted: 2, spooled: 2 })
  })

  it('loses what waits when there is no spool, and counts it', async () => {
    await using rig = await startRig({ withSpool: false })
    rig.sink.respond({ hang: true })
    const fates = [rig.send('a', 'b'), rig.send('c')]
    await rig.forwarder.close()
    expect(await Promise.all(fates)).toEqual(['hub_lost', 'hub_lost'])
    expect(rig.counts()).toEqual({ accepted: 3, hub_lost: 3 })
  })

  it('still takes the last words', async () => {
    await using rig = await startRig()
    await rig.forwarder.close()
    expect(await rig.send('late')).toBe('spooled')
    await rig.forwarder.close()
    expect(rig.counts()).toEqual({ accepted: 1, spooled: 1 })
  })

  it('leaves spooled batches to the next one', async () => {
    await using rig = await startRig()
    rig.sink.respond({ hang: true })
    const fate = rig.send('a')
    await rig.forwarder.close()
    expect(await fate).toBe('spooled')
    await using next = await startRig({ spool: rig.spool, ledger: rig.ledger })
    await next.sink.waitFor(({ spans }) => spans.length === 1, 'the span')
    await next.forwarder.flush(1)
    expect(next.received()).toEqual(['a'])
  })
})
