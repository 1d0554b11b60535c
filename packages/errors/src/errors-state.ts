import { sharedState } from '@cryo/conventions'

const state: { failed: number } = sharedState('@cryo/errors', () => ({ failed: 0 }))

/** Counts an error that could not be recorded, or not in full. */
export function countFailedRecording(): void {
  state.failed++
}

/** How many errors could not be recorded, or not in full, because a tracer or our own code failed. */
export function getFailedRecordings(): number {
  return state.failed
}
