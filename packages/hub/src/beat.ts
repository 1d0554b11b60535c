/** The hub's pulse: well below the 200 ms after which the application takes it for dead. */
const BEAT_MS = 50

/** Something that is due from time to time. */
export interface Chore {
  readonly everyMs: number
  readonly run: () => void
}

/**
 * Runs the hub's periodic work off one timer.
 *
 * @param pulse - Called each 50 ms.
 * @param chores - Called when they are due, the first time after their interval.
 * @returns Stops it.
 */
export function startBeat(pulse: () => void, chores: readonly Chore[]): () => void {
  const dueAt = chores.map(({ everyMs }) => performance.now() + everyMs)
  const timer = setInterval(() => {
    pulse()
    const now = performance.now()
    for (const [index, { everyMs, run }] of chores.entries()) {
      if (now < (dueAt[index] ?? 0)) continue
      dueAt[index] = now + everyMs
      run()
    }
  }, BEAT_MS)
  return () => clearInterval(timer)
}
