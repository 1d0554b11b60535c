import { setImmediate } from 'node:timers/promises'

/** How long others have waited at the most, so far. */
export interface Watch {
  isDone: boolean
  blockMs: number
}

/** Takes a turn again and again until it is done. */
export async function watchTurns(watch: Watch): Promise<void> {
  let before = performance.now()
  while (!watch.isDone) {
    await setImmediate()
    const now = performance.now()
    watch.blockMs = Math.max(watch.blockMs, now - before)
    before = now
  }
}
