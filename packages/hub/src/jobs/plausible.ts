/** Seconds of the last moments that a `Date` can tell, and more items than any job has. */
const MAX_AMOUNT = 8e12
/** A clock that is further ahead is wrong: what it says would be the newest until then. */
const MAX_AHEAD_MS = 86_400_000

/** Whether a number of items, of seconds, or a Unix time in seconds can be meant. */
export function isAmount(value: number): boolean {
  return value >= 0 && value <= MAX_AMOUNT
}

/** Whether something can have been at a Unix time in milliseconds, by clocks that are right to a day. */
export function canHaveBeen(timeMs: number): boolean {
  return timeMs > 0 && timeMs <= Date.now() + MAX_AHEAD_MS
}
