const WINDOW_MS = 60_000
const MAX_FAILURES = 10
const MAX_ADDRESSES = 1000

/** Counts failed attempts of each address: 10 a minute are told that they failed, the rest to come again later. */
export interface AttemptLimit {
  /** Seconds until a failure of the address is told again; 0 if it is now. */
  waitSeconds(address: string): number
  recordFailure(address: string): void
}

interface Attempts {
  readonly sinceMs: number
  failures: number
}

/** Makes an empty limit; it remembers the latest 1000 addresses. */
export function createAttemptLimit(): AttemptLimit {
  const byAddress = new Map<string, Attempts>()

  function current(address: string): Attempts | undefined {
    const attempts = byAddress.get(address)
    if (attempts === undefined || performance.now() - attempts.sinceMs < WINDOW_MS) return attempts
    byAddress.delete(address)
    return undefined
  }

  return {
    waitSeconds(address) {
      const attempts = current(address)
      if (attempts === undefined || attempts.failures < MAX_FAILURES) return 0
      return Math.max(1, Math.ceil((attempts.sinceMs + WINDOW_MS - performance.now()) / 1000))
    },
    recordFailure(address) {
      const attempts = current(address)
      if (attempts !== undefined) {
        attempts.failures += 1
        return
      }
      if (byAddress.size >= MAX_ADDRESSES) byAddress.delete(byAddress.keys().next().value!)
      byAddress.set(address, { sinceMs: performance.now(), failures: 1 })
    },
  }
}
