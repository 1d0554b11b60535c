import { setTimeout as sleep } from 'node:timers/promises'

/** Spreads work evenly over a time. */
export interface Pace {
  /** Waits until it is time for this part of the work, 0 to 1; returns early when the signal aborts. */
  reach(part: number, signal: AbortSignal): Promise<void>
}

/** Creates a pace whose time starts now, with a part of the work done already. With 0 seconds nothing ever waits. */
export function createPace(seconds: number, done = 0): Pace {
  const start = performance.now() - done * seconds * 1_000
  return {
    async reach(part, signal) {
      const waitMs = start + part * seconds * 1_000 - performance.now()
      if (waitMs <= 0 || signal.aborted) return
      await sleep(waitMs, undefined, { signal }).catch(() => {})
    },
  }
}
