import { sharedState } from '@cryo/conventions'

/** Counted by `recordings.failed++` where a call could fail too: a stack that has overflowed has no room for one. */
export const recordings: { failed: number; grouped: number } = sharedState('@cryo/errors', () => ({
  failed: 0,
  grouped: 0,
}))

/** How many errors could not be recorded, or not in full, because a tracer or our own code failed. */
export function getFailedRecordings(): number {
  return recordings.failed
}

/** How many errors this process has seen, those of operations included. */
export function getSeenErrors(): number {
  return recordings.grouped
}
