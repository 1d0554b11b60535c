/** Monotonic time and timers; tests bring one that they move themselves. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number
  /** Runs `run` after `delayMs`; the returned function cancels it. */
  after(delayMs: number, run: () => void): () => void
}

const MAX_TIMER_MS = 2 ** 31 - 1

/** The clock of the process; its timers keep no process alive. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(delayMs, run) {
    // A longer wait than a timer can hold would fire at once, and of what is past Node would warn on the application's stderr.
    const timer = setTimeout(run, Math.min(Math.max(delayMs, 0), MAX_TIMER_MS)).unref()
    return () => clearTimeout(timer)
  },
}
