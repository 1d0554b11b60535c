import type { CheckContext } from './check-result.ts'

/** How a call ended; what was thrown may be anything. */
export type CallEnd =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'thrown'; readonly error: unknown }
  | { readonly kind: 'late' }

/** A call that is under way. */
export interface LimitedCall {
  /** Resolves when the call ends or its time is over, whichever comes first. */
  readonly end: Promise<CallEnd>
  /** Resolves when the call itself has ended, however late. */
  readonly settled: Promise<void>
  /** Ends it as if its time were over. */
  cut(): void
}

/** A timer that fires this late found the event loop blocked: the answer may be waiting behind it. */
const BLOCKED_MS = 100
/** What the call gets on top then. */
const GRACE_MS = 1000

/** Calls `fn` and waits at most `limitMs`; `signal` of its context aborts then. The timer keeps no process alive. */
export function callWithin(fn: (context: CheckContext) => unknown, limitMs: number): LimitedCall {
  const controller = new AbortController()
  const late = Promise.withResolvers<CallEnd>()
  const cut = (): void => {
    late.resolve({ kind: 'late' })
    controller.abort()
  }
  let timer = startTimer(
    limitMs,
    () => {
      timer = startTimer(Math.min(GRACE_MS, limitMs), cut)
    },
    cut,
  )
  const called = Promise.try(fn, { signal: controller.signal }).then(
    (value): CallEnd => ({ kind: 'value', value }),
    (error: unknown): CallEnd => ({ kind: 'thrown', error }),
  )
  return {
    end: Promise.race([called, late.promise]).finally(() => clearTimeout(timer)),
    settled: called.then(() => {}),
    cut,
  }
}

/** @param onBlocked - Called in place of `onTime` where the event loop was blocked when it was due. */
function startTimer(delayMs: number, onBlocked: () => void, onTime: () => void = onBlocked): NodeJS.Timeout {
  const dueAt = performance.now() + delayMs
  const timer = setTimeout(() => {
    if (performance.now() - dueAt > BLOCKED_MS) onBlocked()
    else onTime()
  }, delayMs)
  return timer.unref()
}
