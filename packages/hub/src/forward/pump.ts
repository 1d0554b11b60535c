import type { Backoff } from './backoff.ts'
import type { Clock } from './clock.ts'

/** Starts attempts whenever one may start. */
export interface Pump {
  /** To be called whenever something has changed. */
  readonly advance: () => void
  readonly stop: () => void
}

/** What a pump drives. */
export interface PumpOptions {
  readonly backoff: Backoff
  readonly clock: Clock
  /** Attempts at the same time while the collector answers; while it fails, one probes. */
  readonly maxInFlight: number
  /** Called before each look for work. */
  readonly prepare: () => void
  /** Starts the next attempt; `undefined` if there is nothing to do. The promise must not reject. */
  readonly begin: () => Promise<void> | undefined
}

/** Makes a pump that rests as long as the back-off says. */
export function createPump({ backoff, clock, maxInFlight, prepare, begin }: PumpOptions): Pump {
  let inFlight = 0
  let stopped = false
  let cancelWait: (() => void) | undefined

  const run = async (attempt: Promise<void>): Promise<void> => {
    inFlight += 1
    await attempt
    inFlight -= 1
    advance()
  }
  const advance = (): void => {
    if (stopped) return
    prepare()
    cancelWait?.()
    cancelWait = undefined
    while (inFlight < (backoff.failing ? 1 : maxInFlight)) {
      const waitMs = backoff.remainingMs()
      if (waitMs > 0) {
        cancelWait = clock.after(waitMs, advance)
        return
      }
      const attempt = begin()
      if (attempt === undefined) return
      void run(attempt)
    }
  }
  return {
    advance,
    stop() {
      stopped = true
      cancelWait?.()
    },
  }
}
