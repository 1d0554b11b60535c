/** 2^32 ns in whole milliseconds, and the nanoseconds that remain. */
const HIGH_MS = 4294
const HIGH_REST_NS = 967_296
const NS_PER_MS = 1e6
const TWO_32 = 2 ** 32

/** The halves of a 64-bit count of nanoseconds as milliseconds, off by no more than a double must be (0.12 µs). */
export function nanosToMs(low: number, high: number): number {
  const rest = high * HIGH_REST_NS + low
  const restMs = Math.floor(rest / NS_PER_MS)
  return high * HIGH_MS + restMs + (rest - restMs * NS_PER_MS) / NS_PER_MS
}

/** A decimal count of nanoseconds, as OTLP/JSON writes 64-bit integers, as milliseconds; NaN when it is none. */
export function nanosTextToMs(text: string): number {
  if (text.length <= 15) return Number(text) / NS_PER_MS
  const split = text.length - 6
  return Number(text.slice(0, split)) + Number(text.slice(split)) / NS_PER_MS
}

/** The two halves of the count of nanoseconds that `ms` stands for, passed to `write`; a negative time is 0. */
export function msToNanos(ms: number, write: (low: number, high: number) => void): void {
  const whole = ms > 0 ? Math.floor(ms) : 0
  const fractionNs = ms > 0 ? Math.round((ms - whole) * NS_PER_MS) : 0
  const upper = Math.floor(whole / 65_536) * NS_PER_MS
  const lower = (whole % 65_536) * NS_PER_MS + fractionNs
  const lowSum = (upper % 65_536) * 65_536 + lower
  write(lowSum >>> 0, Math.floor(upper / 65_536) + Math.floor(lowSum / TWO_32))
}
