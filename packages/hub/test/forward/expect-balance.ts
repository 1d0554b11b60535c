import { expect } from 'vitest'
import type { SignalCounts } from '../../src/forward/ledger.ts'

/** Fails unless every item of the account is in exactly one place. */
export function expectBalance(counts: SignalCounts): void {
  const { accepted, adopted, waiting, spooled, delivered, handedOver, dropped } = counts
  const places = [waiting, spooled, delivered, handedOver, ...Object.values(dropped)]
  expect(Math.min(...places)).toBeGreaterThanOrEqual(0)
  expect(places.reduce((sum, items) => sum + items, 0)).toBe(accepted + adopted)
}

/** What of an account is not zero. */
export function nonZero(counts: SignalCounts): Record<string, number> {
  const { dropped, ...places } = counts
  return Object.fromEntries(Object.entries({ ...places, ...dropped }).filter(([, items]) => items !== 0))
}
