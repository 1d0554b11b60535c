import { type Clock, systemClock } from './clock.ts'

/** How the waits between attempts grow. */
export interface BackoffOptions {
  /** Upper end of the first wait, in milliseconds; 1000 by default. */
  readonly initialMs?: number
  /** Upper end of any wait that the collector did not ask for, in milliseconds; 30,000 by default. */
  readonly maxMs?: number
  /** Where chance comes from; `Math.random` by default. */
  readonly random?: () => number
  readonly clock?: Clock
}

/** When a collector that failed may be asked again. */
export interface Backoff {
  /** The last attempt failed. */
  readonly failing: boolean
  /** Milliseconds since the first of the failures in a row; 0 while it works. */
  failingForMs(): number
  /** Milliseconds until the next attempt is allowed; 0: now. */
  remainingMs(): number
  /** Notes a failure; `afterMs` is the wait that the collector asked for, which then holds exactly. */
  fail(afterMs?: number): void
  /** Notes an answer: the next failure starts over. */
  succeed(): void
  /** Allows an attempt now, unless the collector itself asked to wait. */
  hurry(): void
}

const MIN_WAIT_MS = 100

/** Makes an exponential back-off with full jitter: each wait is drawn anew between 100 ms and a ceiling that doubles. */
export function createBackoff(options: BackoffOptions = {}): Backoff {
  const { initialMs = 1000, maxMs = 30_000, random = Math.random, clock = systemClock } = options
  let failures = 0
  let failingSinceMs = 0
  let allowedAtMs = 0
  let imposed = false

  return {
    get failing() {
      return failures > 0
    },
    failingForMs: () => (failures > 0 ? clock.now() - failingSinceMs : 0),
    remainingMs: () => (failures > 0 ? Math.max(0, allowedAtMs - clock.now()) : 0),
    fail(afterMs) {
      const nowMs = clock.now()
      if (failures === 0) failingSinceMs = nowMs
      const ceilingMs = Math.min(maxMs, initialMs * 2 ** failures)
      failures += 1
      imposed = afterMs !== undefined
      allowedAtMs = nowMs + Math.max(MIN_WAIT_MS, afterMs ?? random() * ceilingMs)
    },
    succeed() {
      failures = 0
      imposed = false
    },
    hurry() {
      if (!imposed) allowedAtMs = clock.now()
    },
  }
}
