import type { Samples } from '../select.ts'

/** The samples of one series in one range, and what a function may want to know beside. One object serves all ranges. */
export interface Window {
  /** Index of the first sample in the range, and of the first behind it: neither ever goes back. */
  from: number
  to: number
  /** The range itself, in milliseconds: its start is no part of it. */
  startMs: number
  endMs: number
  /** When it is evaluated: not the end, where there is an offset. */
  evaluatedMs: number
  /** The other argument; NaN where there is none. */
  parameter: number
}

/**
 * Is given a series, and then each of its ranges that has a sample, the earliest first: it may remember what the last one
 * was made of. Gives `null` for no value.
 */
export type RangeFunction = (samples: Samples) => (window: Window) => number | null
