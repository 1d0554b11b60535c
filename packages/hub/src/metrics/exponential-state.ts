import type { ExponentialBuckets, ExponentialHistogramPoint } from '../otlp/metric.ts'

/**
 * Finest scale that is kept: buckets grow by the square root of two, 6.6 of them a decade. In a classic histogram
 * each bucket is a series, and a bound that was shown once has to stay.
 */
const MAX_SCALE = 1
/** Buckets on each side of zero; where there would be more, the scale falls. */
const MAX_BUCKETS = 64
/** Beyond this index, at a scale of 1 or less, lies no double. */
const MAX_INDEX = 2200

/** An exponential histogram, coarse enough to be shown as a classic one. */
export interface ExponentialState {
  readonly scale: number
  readonly zeroCount: number
  readonly zeroThreshold: number
  readonly positive: ExponentialBuckets
  readonly negative: ExponentialBuckets
}

/** A point at a scale fit for a classic histogram; undefined when its buckets lie where no double does. */
export function toExponentialState(point: ExponentialHistogramPoint): ExponentialState | undefined {
  const scale = Math.min(point.scale, MAX_SCALE)
  const positive = rescale(trim(point.positive), point.scale - scale)
  const negative = rescale(trim(point.negative), point.scale - scale)
  if (!isInRange(positive) || !isInRange(negative)) return undefined
  const { zeroCount, zeroThreshold } = point
  return shrink({ scale, zeroCount, zeroThreshold, positive, negative })
}

/** What follows `previous`: `next`, or with deltas their sum. The range covers both, because bounds have to stay. */
export function followExponential(
  previous: ExponentialState,
  next: ExponentialState,
  isDelta: boolean,
): ExponentialState {
  const scale = Math.min(previous.scale, next.scale)
  const follow = (before: ExponentialBuckets, after: ExponentialBuckets): ExponentialBuckets =>
    followBuckets(rescale(before, previous.scale - scale), rescale(after, next.scale - scale), isDelta)
  return shrink({
    scale,
    zeroCount: next.zeroCount + (isDelta ? previous.zeroCount : 0),
    zeroThreshold: Math.max(previous.zeroThreshold, next.zeroThreshold),
    positive: follow(previous.positive, next.positive),
    negative: follow(previous.negative, next.negative),
  })
}

/** The same as buckets of a classic histogram: ascending upper bounds, and one count more. */
export function toClassicBuckets(state: ExponentialState): { bounds: number[]; counts: number[] } {
  const { scale, positive, negative } = state
  const bounds: number[] = []
  const counts: number[] = []
  const add = (bound: number, count: number): void => {
    const last = bounds.length - 1
    if (last >= 0 && bound <= (bounds[last] as number)) counts[last] = (counts[last] as number) + count
    else {
      bounds.push(bound)
      counts.push(count)
    }
  }
  for (let index = negative.counts.length - 1; index >= 0; index--) {
    add(-boundAt(scale, negative.offset + index), negative.counts[index] as number)
  }
  if (state.zeroCount > 0 || negative.counts.length > 0) add(state.zeroThreshold, state.zeroCount)
  if (positive.counts.length > 0) add(boundAt(scale, positive.offset), 0)
  for (const [index, count] of positive.counts.entries())
    add(boundAt(scale, positive.offset + index + 1), count)
  counts.push(0)
  return { bounds, counts }
}

/** Lower bound of the bucket with this index; the last one ends at the greatest double. */
function boundAt(scale: number, index: number): number {
  return Math.min(2 ** (index * 2 ** -scale), Number.MAX_VALUE)
}

/** Without the empty buckets at both ends, of which a sender may send any number. */
function trim({ offset, counts }: ExponentialBuckets): ExponentialBuckets {
  const first = counts.findIndex((count) => count > 0)
  if (first === -1) return { offset: 0, counts: [] }
  const last = counts.findLastIndex((count) => count > 0)
  return { offset: offset + first, counts: counts.slice(first, last + 1) }
}

/** Merges each 2^steps buckets into one. */
function rescale(buckets: ExponentialBuckets, steps: number): ExponentialBuckets {
  if (steps === 0 || buckets.counts.length === 0) return buckets
  const width = 2 ** steps
  const offset = Math.floor(buckets.offset / width)
  const counts: number[] = []
  for (const [index, count] of buckets.counts.entries()) {
    const target = Math.floor((buckets.offset + index) / width) - offset
    counts[target] = (counts[target] ?? 0) + count
  }
  return { offset, counts }
}

function followBuckets(
  before: ExponentialBuckets,
  after: ExponentialBuckets,
  isDelta: boolean,
): ExponentialBuckets {
  if (before.counts.length === 0) return after
  const isEmpty = after.counts.length === 0
  const offset = isEmpty ? before.offset : Math.min(before.offset, after.offset)
  const end = Math.max(
    before.offset + before.counts.length,
    isEmpty ? offset : after.offset + after.counts.length,
  )
  const counts = Array.from({ length: end - offset }, () => 0)
  const add = (buckets: ExponentialBuckets): void => {
    for (const [index, count] of buckets.counts.entries()) {
      const target = buckets.offset + index - offset
      counts[target] = (counts[target] as number) + count
    }
  }
  add(after)
  if (isDelta) add(before)
  return { offset, counts }
}

/** At the finest scale at which neither side has too many buckets. */
function shrink(state: ExponentialState): ExponentialState {
  const { positive, negative } = state
  if (Math.max(positive.counts.length, negative.counts.length) <= MAX_BUCKETS) return state
  return shrink({
    ...state,
    scale: state.scale - 1,
    positive: rescale(positive, 1),
    negative: rescale(negative, 1),
  })
}

function isInRange({ offset, counts }: ExponentialBuckets): boolean {
  return offset >= -MAX_INDEX && offset + counts.length <= MAX_INDEX
}
