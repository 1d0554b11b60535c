import { describe, expect, it } from 'vitest'
import { createLedger } from '../../src/forward/ledger.ts'
import { expectBalance, nonZero } from './expect-balance.ts'

describe('the ledger', () => {
  it('knows where every item is, and tells of what leaves the process', () => {
    const told: unknown[][] = []
    const ledger = createLedger((...change) => told.push(change))
    ledger.accept('traces', 10)
    ledger.adopt('traces', 5)
    ledger.move('traces', 'waiting', 'spooled', 4)
    ledger.move('traces', 'spooled', 'delivered', 3)
    ledger.move('traces', 'spooled', 'handedOver', 2)
    ledger.move('traces', 'waiting', 'queue_full', 1)
    ledger.move('traces', 'spooled', 'spool_full', 1)
    ledger.move('traces', 'waiting', 'delivered', 0)
    const counts = ledger.counts('traces')
    expect(nonZero(counts)).toEqual({
      accepted: 10,
      adopted: 5,
      waiting: 5,
      spooled: 3,
      delivered: 3,
      handedOver: 2,
      queue_full: 1,
      spool_full: 1,
    })
    expectBalance(counts)
    expect(told).toEqual([
      ['traces', 'spooled', 5],
      ['traces', 'spooled', 4],
      ['traces', 'spooled', -3],
      ['traces', 'delivered', 3],
      ['traces', 'spooled', -2],
      ['traces', 'dropped', 1, 'queue_full'],
      ['traces', 'spooled', -1],
      ['traces', 'dropped', 1, 'spool_full'],
    ])
  })

  it('keeps signals apart, and gives copies', () => {
    const ledger = createLedger()
    const before = ledger.counts('logs')
    ledger.accept('logs', 1)
    ledger.move('logs', 'waiting', 'rejected', 1)
    expect(nonZero(before)).toEqual({})
    expect(nonZero(ledger.counts('logs'))).toEqual({ accepted: 1, rejected: 1 })
    expect(nonZero(ledger.counts('metrics'))).toEqual({})
  })
})
