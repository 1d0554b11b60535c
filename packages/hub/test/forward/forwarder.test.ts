import { createManualClock, encodeTraces } from '@cryo/testing'
import { rmSync, writeFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createLedger } from '../../src/forward/ledger.ts'
import { createOtlpClient } from '../../src/forward/otlp-client.ts'
import { countPending, type Pending } from './count-pending.ts'
import { startRig } from './start-rig.ts'

describe('a forwarder', () => {
  it('delivers, in order', async () => {
    await using rig = await startRig()
    const fates = await Promise.all([rig.send('a', 'b'), rig.send('c'), rig.send('d')])
    expect(fates).toEqual(['delivered', 'delivered', 'delivered'])
    expect(rig.received()).toEqual(['a', 'b', 'c', 'd'])
    expect(rig.counts()).toEqual({ accepted: 4, delivered: 4 })
    expect(rig.forwarder.problem).toBeUndefined()
  })

  it('tries again after a pause, with the same bytes', async () => {
    await using rig = await startRig()
    rig.sink.respond({ status: 503 }, 2)
    const names = Array.from({ length: 200 }, (_, n) => `span ${n}`)
    const fate = rig.send(...names)
    await rig.backOff(1000)
    expect(rig.forwarder.problem).toBe('HTTP 503')
    expect(rig.counts()).toEqual({ accepted: 200, waiting: 200 })
    await rig.backOff(2000)
    expect(await fate).toBe('delivered')
    expect(rig.received()).toEqual(names)
    expect(new Set(rig.sink.requests.map(({ bytes }) => bytes)).size).toBe(1)
    expect(rig.sink.requests.map(({ headers }) => headers['content-encoding'])).toEqual([
      'gzip',
      'gzip',
      'gzip',
    ])
    expect(rig.forwarder.problem).toBeUndefined()
  })

  it('asks no second time before the pause is over, whatever comes in', async () => {
    await using rig = await startRig()
    rig.sink.respond({ status: 503 }, 1)
    const fates = [rig.send('a')]
    await rig.clock.waitForTimer((waitMs) => waitMs === 1000)
    fates.push(rig.send('b'), rig.send('c'))
    rig.clock.advance(999)
    expect(rig.sink.requests).toHaveLength(1)
    rig.clock.advance(1)
    expect(await Promise.all(fates)).toEqual(['delivered', 'delivered', 'delivered'])
    expect(rig.received()).toEqual(['a', 'b', 'c'])
  })

  it.each([
    [413, 'too_large'],
    [400, 'rejected'],
    [307, 'rejected'],
  ] as const)('drops what is answered with %d as %s, and goes on', async (status, reason) => {
    await using rig = await startRig()
    rig.sink.respond(status === 307 ? { redirect: 'http://elsewhere.invalid/' } : { status }, 1)
    expect(await rig.send('a', 'b')).toBe(reason)
    expect(await rig.send('c')).toBe('delivered')
    expect(rig.counts()).toEqual({ accepted: 3, [reason]: 2, delivered: 1 })
  })

  it('tells once that the collector refuses, and again after it took something', async () => {
    const reasons: string[] = []
    await using rig = await startRig({ onRefused: (reason) => reasons.push(reason) })
    rig.sink.respond({ status: 404 }, 2)
    await rig.send('lost')
    await rig.send('lost too')
    expect(reasons).toEqual(['HTTP 404'])
    await rig.send('taken')
    expect(reasons).toEqual(['HTTP 404'])
    rig.sink.respond({ partialSuccess: { rejected: 1, message: 'too old' } }, 1)
    await rig.send('refused', 'taken')
    expect(reasons).toEqual(['HTTP 404', '1 rejected: too old'])
  })

  it('counts what the collector refused of a batch', async () => {
    await using rig = await startRig()
    rig.sink.respond({ partialSuccess: { rejected: 2, message: 'too old' } }, 1)
    expect(await rig.send('a', 'b', 'c')).toBe('delivered')
    expect(rig.counts()).toEqual({ accepted: 3, delivered: 1, rejected: 2 })
    expect(rig.forwarder.problem).toBe('2 rejected: too old')
    rig.sink.respond({ partialSuccess: { rejected: 99 } }, 1)
    await rig.send('d')
    expect(rig.counts()).toEqual({ accepted: 4, delivered: 1, rejected: 3 })
  })

  it('spools while the collector is away, and delivers all of it once it is back, oldest first', async () => {
    await using rig = await startRig()
    await rig.sink.pause()
    const first = rig.send('a')
    for (const waitMs of [1000, 2000]) {
      // oxlint-disable-next-line no-await-in-loop -- one failure after the other
      await rig.backOff(waitMs)
    }
    expect(await first).toBe('spooled')
    expect(await Promise.all([rig.send('b'), rig.send('c', 'd')])).toEqual(['spooled', 'spooled'])
    expect(rig.counts()).toEqual({ accepted: 4, spooled: 4 })
    await rig.sink.resume()
    rig.clock.advance(30_000)
    await rig.sink.waitFor(({ spans }) => spans.length === 4, '4 spans')
    expect(await rig.send('e')).toBe('delivered')
    expect(rig.received()).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(rig.counts()).toEqual({ accepted: 5, delivered: 5 })
  })

  it('delivers every batch of a minute in which the collector said 503', async () => {
    await using rig = await startRig()
    rig.sink.respond({ status: 503 })
    const fates: Promise<string>[] = []
    for (let second = 0; second < 60; second++) {
      fates.push(rig.send(`span ${second}`))
      rig.clock.advance(1000)
    }
    rig.sink.recover()
    while (rig.forwarder.counts().delivered < 60) {
      rig.clock.advance(30_000)
      // oxlint-disable-next-line no-await-in-loop -- answers come in
      await setImmediate()
    }
    await Promise.all(fates)
    expect(rig.received().toSorted()).toEqual(Array.from({ length: 60 }, (_, n) => `span ${n}`).toSorted())
    expect(rig.counts()).toEqual({ accepted: 60, delivered: 60 })
  })

  it('leaves a collector alone that asked for an hour, and keeps all of it on disk', async () => {
    await using rig = await startRig()
    rig.sink.respond({ status: 429, headers: { 'retry-after': '3600' } }, 1)
    expect(await rig.send('a')).toBe('spooled')
    for (let minute = 0; minute < 59; minute++) {
      rig.clock.advance(60_000)
      // oxlint-disable-next-line no-await-in-loop -- one minute after the other
      expect(await rig.send(`minute ${minute}`)).toBe('spooled')
    }
    expect(await rig.forwarder.flush(1000)).toBe(true)
    expect(rig.sink.requests).toHaveLength(1)
    expect(rig.counts()).toEqual({ accepted: 60, spooled: 60 })
    rig.clock.advance(60_000)
    await rig.sink.waitFor(({ spans }) => spans.length === 60, '60 spans')
  })

  it('delivers fresh and spooled batches in turn', async () => {
    await using rig = await startRig()
    rig.sink.respond({ status: 429, headers: { 'retry-after': '60' } }, 1)
    await Promise.all([rig.send('old 1'), rig.send('old 2'), rig.send('old 3')])
    rig.sink.respond({ delayMs: 20 }, 1)
    rig.sink.respond({}, 1)
    rig.clock.advance(60_000)
    await rig.sink.waitFor(({ requests }) => requests.length === 3, 'request for the second')
    const fresh = [rig.send('new 1'), rig.send('new 2'), rig.send('new 3')]
    expect(await Promise.all(fresh)).toEqual(['delivered', 'delivered', 'delivered'])
    expect(rig.received()).toEqual(['old 1', 'old 2', 'new 1', 'old 3', 'new 2', 'new 3'])
  })

  it('drops the oldest when memory is full and there is no spool', async () => {
    const body = encodeTraces(['x'.repeat(1000)])
    await using rig = await startRig({ withSpool: false, queueBytes: body.length * 3, gzip: false })
    rig.sink.respond({ hang: true })
    const fates = Array.from({ length: 5 }, () => rig.forwarder.send({ body, items: 1 }))
    // The first is in an attempt and cannot be taken back.
    expect(await Promise.all([fates[1], fates[2]])).toEqual(['queue_full', 'queue_full'])
    expect(rig.counts()).toEqual({ accepted: 5, waiting: 3, queue_full: 2 })
  })

  it('spools before memory is full when the collector is slow', async () => {
    const body = encodeTraces(['x'.repeat(1000)])
    await using rig = await startRig({ queueBytes: body.length * 8, gzip: false })
    rig.sink.respond({ hang: true })
    const fates = Array.from({ length: 6 }, () => rig.forwarder.send({ body, items: 1 }))
    expect(await fates[1]).toBe('spooled')
    expect(rig.counts()).toEqual({ accepted: 6, waiting: 5, spooled: 1 })
  })

  it('keeps batches in memory while the disk fails too, and counts what finds no room', async () => {
    const body = encodeTraces(['x'.repeat(1000)])
    await using rig = await startRig({ queueBytes: body.length * 3, gzip: false })
    writeFileSync(rig.dir.file('spool'), 'a file in place of the folder')
    await rig.sink.pause()
    const fates = Array.from({ length: 5 }, () => rig.forwarder.send({ body, items: 1 }))
    for (const waitMs of [1000, 2000, 4000]) {
      // oxlint-disable-next-line no-await-in-loop -- one failure after the other
      await rig.backOff(waitMs)
    }
    expect(await rig.diskProblem).toBe('ENOTDIR')
    fates.push(rig.forwarder.send({ body, items: 1 }))
    const { dropped, waiting, spooled } = rig.forwarder.counts()
    expect([waiting, spooled, dropped.spool_error + dropped.queue_full]).toEqual([3, 0, 3])
    expect(dropped.spool_error).toBeGreaterThan(0)

    rmSync(rig.dir.file('spool'))
    rig.diskClock.advance(10_000)
    expect((await Promise.all(fates)).filter((fate) => fate === 'spooled')).toHaveLength(3)
  })

  it('makes as many attempts at once as it may', async () => {
    await using rig = await startRig({ maxInFlight: 2 })
    rig.sink.respond({ hang: true })
    const fates = [rig.send('a'), rig.send('b'), rig.send('c')]
    await rig.sink.waitFor(({ requests }) => requests.length === 2, '2 requests')
    expect(rig.counts()).toEqual({ accepted: 3, waiting: 3 })
    await rig.forwarder.close()
    expect(await Promise.all(fates)).toEqual(['spooled', 'spooled', 'spooled'])
  })

  it('probes a collector that failed with one attempt only', async () => {
    const pending: Pending = { count: 0 }
    await using rig = await startRig({
      maxInFlight: 2,
      watchClient: (client) => countPending(client, pending),
    })
    rig.sink.respond({ hang: true })
    rig.sink.respond({ status: 503 }, 2)
    void Promise.all([rig.send('a'), rig.send('b'), rig.send('c')])
    await rig.sink.waitFor(({ requests }) => requests.length === 2, '2 requests')
    while (pending.count > 0) {
      // oxlint-disable-next-line no-await-in-loop -- answers come in
      await setImmediate()
    }
    rig.clock.advance(4000)
    await rig.sink.waitFor(({ requests }) => requests.length === 3, 'probe')
    expect(pending.count).toBe(1)
  })

  it('delivers what waits when the deadline of an attempt passes', async () => {
    const clientClock = createManualClock()
    await using rig = await startRig()
    const client = createOtlpClient({ url: `${rig.sink.url}/v1/traces`, clock: clientClock })
    await using slow = await startRig({ client, deadlineMs: 5000 })
    rig.sink.respond({ dripEveryMs: 1 }, 1)
    const fate = slow.send('a')
    await rig.sink.waitFor(({ requests }) => requests.length === 1, 'request')
    clientClock.advance(5000)
    await slow.backOff(1000)
    expect(slow.forwarder.problem).toBe('no reply within 5000 ms')
    expect(await fate).toBe('delivered')
    client.close()
  })

  it('spools what waits behind an attempt that takes too long, and then goes on', async () => {
    await using rig = await startRig()
    rig.sink.respond({ delayMs: 50 }, 1)
    const fates = [rig.send('slow'), rig.send('behind')]
    await rig.sink.waitFor(({ requests }) => requests.length === 1, 'request')
    await rig.backOff(5000)
    expect(await fates[1]).toBe('spooled')
    expect(await fates[0]).toBe('delivered')
    expect(await rig.send('after')).toBe('delivered')
    await rig.sink.waitFor(({ spans }) => spans.length === 3, '3 spans')
  })

  it('tells of each change as it happens', async () => {
    const told: unknown[] = []
    const ledger = createLedger((...change) => told.push(change))
    await using rig = await startRig({ ledger, withSpool: false })
    rig.sink.respond({ partialSuccess: { rejected: 1 } }, 1)
    await rig.send('a', 'b', 'c')
    expect(told).toEqual([
      ['traces', 'delivered', 2],
      ['traces', 'dropped', 1, 'rejected'],
    ])
  })
})
