import type { HrTime, TimeInput } from '@opentelemetry/api'

let epochOffsetMs = performance.timeOrigin

/**
 * Unix time in milliseconds with a fraction, on the monotonic clock: within a process it never steps back.
 */
export function nowMs(): number {
  return performance.now() + epochOffsetMs
}

/** Unix time of a reading of `performance.now()`. */
export function epochOf(monotonicMs: number): number {
  return monotonicMs + epochOffsetMs
}

/**
 * Follows the wall clock after the machine slept or was set: the monotonic clock alone would drift for the
 * life of the process. Called on the periodic tick.
 */
export function followWallClock(): void {
  const driftMs = Date.now() - nowMs()
  if (Math.abs(driftMs) > 5) epochOffsetMs += driftMs
}

/** Past it OTLP's count of nanoseconds has no room in a signed 64-bit integer: the year 2262. */
const MAX_EPOCH_MS = 9_223_372_036_854

/** Turns what the OpenTelemetry API takes as a time into Unix milliseconds; anything else is now. Never throws. */
export function toEpochMs(time: TimeInput | undefined): number {
  if (time === undefined) return nowMs()
  const epochMs = readEpochMs(time)
  return epochMs >= 0 && epochMs <= MAX_EPOCH_MS ? epochMs : nowMs()
}

function readEpochMs(time: TimeInput): number {
  // As in the SDK: a number no larger than performance.now() was taken from it.
  if (typeof time === 'number') return time <= performance.now() ? time + epochOffsetMs : time
  try {
    if (time instanceof Date) return time.getTime()
    if (isHrTime(time)) return time[0] * 1000 + time[1] / 1e6
  } catch {
    // A revoked proxy, or one that throws.
  }
  return Number.NaN
}

function isHrTime(time: unknown): time is HrTime {
  return Array.isArray(time) && typeof time[0] === 'number' && typeof time[1] === 'number'
}
