/** Counts what was not recorded. */
export interface Loss {
  /** Values that were ignored: not a finite number, negative where that has no meaning, or of a refused instrument. */
  ignored: number
  /** Calls of observable callbacks that failed, ran out of time or were still running from an earlier one. */
  failedCallbacks: number
}
