import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createOtlpClient } from '../../src/forward/otlp-client.ts'
import { countPending, type Pending } from './count-pending.ts'
import { type Rig, startRig } from './start-rig.ts'

interface PoisonedRig extends AsyncDisposable {
  readonly rig: Rig
  /** Names that were taken, and that were not, in order. */
  readonly taken: string[]
  readonly failed: string[]
  /** Lets time pass until so many spans are delivered; the clock stands still while collector or disk are at work. */
  passTime(delivered: number, limitSeconds: number): Promise<void>
}

/** A collector that fails with 502 for each body in which it finds the word `poison`, as if it died of it. */
async function startPoisonedRig(): Promise<PoisonedRig> {
  const taken: string[] = []
  const failed: string[] = []
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const text = (await buffer(request)).toString('latin1')
      const [name = ''] = /(poison|good) \d+/.exec(text) ?? []
      ;(name.startsWith('poison') ? failed : taken).push(name)
      response.writeHead(name.startsWith('poison') ? 502 : 200).end()
    }
    void answer()
  })
  const { promise: listening, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await listening
  const { port } = server.address() as AddressInfo
  const client = createOtlpClient({ url: `http://127.0.0.1:${port}/v1/traces` })
  const pending: Pending = { count: 0 }
  const rig = await startRig({
    client: countPending(client, pending),
    watchSpool: (spool) => countPending(spool, pending),
    gzip: false,
  })
  return {
    rig,
    taken,
    failed,
    async passTime(delivered, limitSeconds) {
      for (let second = 0; rig.forwarder.counts().delivered < delivered && second < limitSeconds; second++) {
        for (let quietTurns = 0; quietTurns < 5; quietTurns = pending.count > 0 ? 0 : quietTurns + 1) {
          // oxlint-disable-next-line no-await-in-loop -- answers come in
          await setImmediate()
        }
        rig.clock.advance(1000)
        rig.diskClock.advance(1000)
      }
    },
    async [Symbol.asyncDispose]() {
      await rig[Symbol.asyncDispose]()
      client.close()
      server.closeAllConnections()
      server.close()
    },
  }
}

describe('a batch that the collector dies of', () => {
  it.each([1, 2, 3])('holds up no other, nor do %d of them', async (poisons) => {
    await using poisoned = await startPoisonedRig()
    const { rig, taken } = poisoned
    const fates: Promise<string>[] = []
    for (let n = 0; n < poisons; n++) fates.push(rig.send(`poison ${n}`))
    const good = Array.from({ length: 20 }, (_, n) => `good ${n}`)
    for (const name of good) fates.push(rig.send(name))
    await poisoned.passTime(20, 1800)
    expect(taken).toEqual(good)
    expect(rig.counts()).toEqual({ accepted: 20 + poisons, delivered: 20, spooled: poisons })
  })

  it('delays no fresh batch once it is known', async () => {
    await using poisoned = await startPoisonedRig()
    const { rig, taken } = poisoned
    const bad = rig.send('poison 0')
    const first = rig.send('good 0')
    await poisoned.passTime(1, 60)
    await Promise.all([bad, first])
    for (let n = 1; n <= 10; n++) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await poisoned.passTime(Infinity, 120)
      // oxlint-disable-next-line no-await-in-loop -- as above
      expect(await rig.send(`good ${n}`)).toBe('delivered')
    }
    expect(taken).toHaveLength(11)
    expect(rig.counts()).toEqual({ accepted: 12, delivered: 11, spooled: 1 })
    // Once a minute at most, in 20 minutes, after the attempts that made it known.
    expect(poisoned.failed.length).toBeGreaterThan(5)
    expect(poisoned.failed.length).toBeLessThan(30)
  })
})
