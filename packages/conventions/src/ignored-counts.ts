import { sharedState } from './registry.ts'

/** What was given to the packages and not recorded, by reason; counted since the process started. */
export interface IgnoredCounts {
  /** Counts and measurements that are no finite number from zero up, such as NaN or a BigInt. */
  values: number
  /** Calls on an operation or a run that had ended. */
  afterEnd: number
  /** Failures of a tracer, an instrument or of our own. */
  internal: number
}

/**
 * The counts of this process.
 *
 * Counted by `ignored.internal++` where a call could fail too: a stack that has overflowed has no room for one.
 */
export const ignored: IgnoredCounts = sharedState('ignored', (): IgnoredCounts => ({
  values: 0,
  afterEnd: 0,
  internal: 0,
}))

/** Tells what was given to the packages and could not be recorded. */
export function getIgnoredCounts(): Readonly<IgnoredCounts> {
  return { ...ignored }
}

/** Whether a value is a finite number from zero up; counts it as ignored where not. */
export function isAmount(value: unknown): value is number {
  if (typeof value === 'number' && value >= 0 && value < Infinity) return true
  ignored.values++
  return false
}
