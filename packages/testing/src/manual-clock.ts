interface Timer {
  readonly dueMs: number
  readonly run: () => void
}

/** A monotonic clock that moves only when the test says so; fits every `clock` option of the hub. */
export interface ManualClock {
  /** Milliseconds since the clock was made. */
  now(): number
  /** Runs `run` once the clock has advanced by `delayMs`; the returned function cancels it. */
  after(delayMs: number, run: () => void): () => void
  /** Moves the clock and runs the timers that fall due, in order. */
  advance(ms: number): void
  /** How long each timer has to wait yet, in milliseconds, soonest first. */
  readonly pending: readonly number[]
  /** Settles with the wait in milliseconds of the first timer that `matches`, now or as soon as one is set. */
  waitForTimer(matches?: (waitMs: number) => boolean): Promise<number>
}

/** Makes a clock that stands still at 0. */
export function createManualClock(): ManualClock {
  const timers = new Set<Timer>()
  const watchers = new Set<() => void>()
  let nowMs = 0

  const inOrder = (): Timer[] => [...timers].toSorted((a, b) => a.dueMs - b.dueMs)
  const pending = (): number[] => inOrder().map((timer) => timer.dueMs - nowMs)

  return {
    now: () => nowMs,
    after(delayMs, run) {
      const timer = { dueMs: nowMs + Math.max(0, delayMs), run }
      timers.add(timer)
      for (const notify of watchers) notify()
      return () => {
        timers.delete(timer)
      }
    },
    advance(ms) {
      const target = nowMs + ms
      for (;;) {
        const [next] = inOrder()
        if (next === undefined || next.dueMs > target) break
        timers.delete(next)
        nowMs = Math.max(nowMs, next.dueMs)
        next.run()
      }
      nowMs = target
    },
    get pending() {
      return pending()
    },
    waitForTimer(matches = () => true) {
      const { promise, resolve } = Promise.withResolvers<number>()
      const check = (): void => {
        const found = pending().find(matches)
        if (found === undefined) return
        watchers.delete(check)
        resolve(found)
      }
      watchers.add(check)
      check()
      return promise
    },
  }
}
