/** Where a run reads the time. */
export interface ProgressClock {
  /** Never goes back; milliseconds since some moment. */
  monotonicMs(): number
  /** Wall clock; milliseconds of Unix time. */
  epochMs(): number
}

/** The clocks of this process. */
export const SYSTEM_CLOCK: ProgressClock = {
  monotonicMs: () => performance.now(),
  epochMs: () => Date.now(),
}
