/** A time to look at: the last so many seconds, or between two moments. */
export type TimeRange =
  | { readonly kind: 'last'; readonly seconds: number }
  | { readonly kind: 'between'; readonly fromMs: number; readonly toMs: number }

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

/** What one can choose from, shortest first, by what stands in the address. */
export const RANGES: readonly { readonly text: string; readonly seconds: number }[] = [
  { text: '15m', seconds: 15 * MINUTE },
  { text: '1h', seconds: HOUR },
  { text: '6h', seconds: 6 * HOUR },
  { text: '24h', seconds: DAY },
  { text: '3d', seconds: 3 * DAY },
  { text: '7d', seconds: 7 * DAY },
  { text: '14d', seconds: 14 * DAY },
]

export const DEFAULT_RANGE: TimeRange = { kind: 'last', seconds: HOUR }
/** Shorter ones have no samples: one comes each 10 s. */
const MIN_MS = 60_000
const MAX_MS = 15 * DAY * 1000

/** Reads `range=`, or `from=` and `to=` in Unix milliseconds. */
export function parseRange(given: URLSearchParams): TimeRange {
  const [from, to] = [Number(given.get('from') ?? NaN), Number(given.get('to') ?? NaN)]
  if (Number.isFinite(from) && Number.isFinite(to) && from > 0 && to > from && to - from <= MAX_MS)
    return { kind: 'between', fromMs: Math.round(from), toMs: Math.round(Math.max(to, from + MIN_MS)) }
  const last = RANGES.find(({ text }) => text === given.get('range'))
  return last === undefined ? DEFAULT_RANGE : { kind: 'last', seconds: last.seconds }
}

/** The parameters of a range; none for the usual one. */
export function writeRange(range: TimeRange): Record<string, string> {
  if (range.kind === 'between') return { from: String(range.fromMs), to: String(range.toMs) }
  const last = RANGES.find(({ seconds }) => seconds === range.seconds)
  const isDefault = DEFAULT_RANGE.kind === 'last' && range.seconds === DEFAULT_RANGE.seconds
  return last === undefined || isDefault ? {} : { range: last.text }
}

/** Where a range begins and ends at a moment, in Unix milliseconds. */
export function boundsOf(
  range: TimeRange,
  nowMs: number,
): { readonly startMs: number; readonly endMs: number } {
  return range.kind === 'between'
    ? { startMs: range.fromMs, endMs: range.toMs }
    : { startMs: nowMs - range.seconds * 1000, endMs: nowMs }
}

/** A range around the same middle, so many times as long; bounded by now and by what is kept. */
export function stretchRange(range: TimeRange, factor: number, nowMs: number): TimeRange {
  const { startMs, endMs } = boundsOf(range, nowMs)
  const middle = (startMs + endMs) / 2
  const half = Math.min(Math.max(((endMs - startMs) / 2) * factor, MIN_MS / 2), (14 * DAY * 1000) / 2)
  const toMs = Math.min(middle + half, nowMs)
  return { kind: 'between', fromMs: Math.round(toMs - 2 * half), toMs: Math.round(toMs) }
}

/** A range earlier or later by a part of its length; not later than now. */
export function shiftRange(range: TimeRange, part: number, nowMs: number): TimeRange {
  const { startMs, endMs } = boundsOf(range, nowMs)
  const shift = Math.min((endMs - startMs) * part, nowMs - endMs)
  return { kind: 'between', fromMs: Math.round(startMs + shift), toMs: Math.round(endMs + shift) }
}
