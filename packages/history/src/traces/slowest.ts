/** Traces of an operation that count as its slowest, in a day. */
const SLOWEST = 20
const DAY_MS = 86_400_000
/** Operations that are told apart; of others none is slow. */
const MAX_OPERATIONS = 2000

interface Operation {
  /** Ascending. */
  durations: number[]
  sinceMs: number
}

/** Knows how slow the slowest traces of each operation were. */
export class Slowest {
  readonly #operations = new Map<string, Operation>()

  /** Whether a trace is among the slowest of its operation, as far as is known. */
  offer(operation: string, durationMs: number, nowMs: number): boolean {
    const known = this.#operations.get(operation)
    if (known === undefined || Math.abs(nowMs - known.sinceMs) > DAY_MS) {
      if (known === undefined && this.#operations.size >= MAX_OPERATIONS) return false
      this.#operations.set(operation, { durations: [durationMs], sinceMs: nowMs })
      return true
    }
    const { durations } = known
    if (durations.length >= SLOWEST && durationMs <= (durations[0] ?? 0)) return false
    const place = durations.findIndex((each) => each > durationMs)
    durations.splice(place === -1 ? durations.length : place, 0, durationMs)
    if (durations.length > SLOWEST) durations.shift()
    return true
  }
}
