import { describe, expect, it } from 'vitest'

import { QueryGate } from '../../src/query/query-gate.ts'

const ALIVE = new AbortController().signal

describe('QueryGate', () => {
  it('lets so many run, and the others wait in turn', async () => {
    const gate = new QueryGate({ maxRunning: 1 })
    const order: string[] = []
    const first = Promise.withResolvers<void>()
    const all = [
      gate.run(ALIVE, async () => {
        await first.promise
        order.push('first')
      }),
      gate.run(ALIVE, async () => void order.push('second')),
      gate.run(ALIVE, async () => void order.push('third')),
    ]
    expect(order).toEqual([])
    first.resolve()
    await Promise.all(all)
    expect(order).toEqual(['first', 'second', 'third'])
  })

  it('goes on after a query that failed', async () => {
    const gate = new QueryGate({ maxRunning: 1 })
    await expect(gate.run(ALIVE, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    await expect(gate.run(ALIVE, () => Promise.resolve(1))).resolves.toBe(1)
  })

  it('refuses those for whom there is no room', async () => {
    const gate = new QueryGate({ maxRunning: 1, maxWaiting: 0 })
    const first = Promise.withResolvers<void>()
    const running = gate.run(ALIVE, () => first.promise)
    await expect(gate.run(ALIVE, () => Promise.resolve())).rejects.toMatchObject({ errorType: 'unavailable' })
    first.resolve()
    await running
  })

  it('forgets who gave up while waiting', async () => {
    const gate = new QueryGate({ maxRunning: 1 })
    const first = Promise.withResolvers<void>()
    const running = gate.run(ALIVE, () => first.promise)
    const client = new AbortController()
    const waiting = gate.run(client.signal, () => Promise.reject(new Error('it ran')))
    client.abort()
    await expect(waiting).rejects.toMatchObject({ errorType: 'canceled' })
    first.resolve()
    await running
    await expect(gate.run(ALIVE, () => Promise.resolve(1))).resolves.toBe(1)
  })
})
