import { STALE_NAN_BITS } from '@cryo/promql'

/** Samples of one series, the oldest first. */
export interface Samples {
  /** Unix milliseconds. */
  readonly timestamps: Float64Array
  readonly values: Float64Array
}

export const NO_SAMPLES: Samples = { timestamps: new Float64Array(0), values: new Float64Array(0) }

const STALE_LOW = Number(STALE_NAN_BITS & 0xffff_ffffn)
const STALE_HIGH = Number(STALE_NAN_BITS >> 32n)

/** Writes the mark of the end of a series, bit for bit. */
export function writeStale(values: Float64Array, index: number): void {
  const bits = new Uint32Array(values.buffer, values.byteOffset + index * 8, 2)
  bits[0] = STALE_LOW
  bits[1] = STALE_HIGH
}

/** A value as it is handed on: `null` for the mark of an end, which must not pass as a number. */
export function valueAt(values: Float64Array, index: number): number | null {
  const value = values[index] ?? 0
  if (value === value) return value
  const bits = new Uint32Array(values.buffer, values.byteOffset + index * 8, 2)
  return bits[0] === STALE_LOW && bits[1] === STALE_HIGH ? null : value
}

/** Copies a value, bit for bit: a NaN that passes through variables may become another. */
export function copyValue(from: Float64Array, fromIndex: number, to: Float64Array, toIndex: number): void {
  const value = from[fromIndex] ?? 0
  if (value === value) to[toIndex] = value
  else to.set(from.subarray(fromIndex, fromIndex + 1), toIndex)
}

/** The samples of a time, both ends included, without copying them. */
export function cutSamples(samples: Samples, startMs: number, endMs: number): Samples {
  const { timestamps, values } = samples
  const from = firstFrom(timestamps, startMs)
  const to = firstFrom(timestamps, endMs + 1)
  if (from === 0 && to === timestamps.length) return samples
  return { timestamps: timestamps.subarray(from, to), values: values.subarray(from, to) }
}

/** The index of the first time that is not before another. */
export function firstFrom(timestamps: Float64Array, timeMs: number): number {
  let low = 0
  let high = timestamps.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((timestamps[middle] ?? 0) < timeMs) low = middle + 1
    else high = middle
  }
  return low
}

/** Puts parts together, each in order; of two samples of one time that of the earlier part stays. */
export function mergeSamples(parts: readonly Samples[]): Samples {
  const [only] = parts
  if (only === undefined) return NO_SAMPLES
  if (parts.length === 1) return only
  let length = 0
  for (const { timestamps } of parts) length += timestamps.length
  const timestamps = new Float64Array(length)
  const values = new Float64Array(length)
  let count = 0
  for (const part of parts) {
    const firstMs = part.timestamps[0] ?? Number.POSITIVE_INFINITY
    // Parts follow one another, but for what came late or is read twice.
    const kept = firstFrom(timestamps.subarray(0, count), firstMs)
    if (kept === count) {
      timestamps.set(part.timestamps, count)
      values.set(part.values, count)
      count += part.timestamps.length
    } else {
      const tail = { timestamps: timestamps.slice(kept, count), values: values.slice(kept, count) }
      count = kept + mergeTwo(tail, part, timestamps.subarray(kept), values.subarray(kept))
    }
  }
  return { timestamps: timestamps.subarray(0, count), values: values.subarray(0, count) }
}

/** Writes the samples of both in order; of two of one time the left one. @returns How many there are. */
function mergeTwo(left: Samples, right: Samples, timestamps: Float64Array, values: Float64Array): number {
  const [leftTimes, rightTimes] = [left.timestamps, right.timestamps]
  let count = 0
  let leftAt = 0
  let rightAt = 0
  while (leftAt < leftTimes.length || rightAt < rightTimes.length) {
    const leftMs = leftTimes[leftAt] ?? Number.POSITIVE_INFINITY
    const rightMs = rightTimes[rightAt] ?? Number.POSITIVE_INFINITY
    if (leftMs <= rightMs) {
      timestamps[count] = leftMs
      copyValue(left.values, leftAt++, values, count++)
      if (leftMs === rightMs) rightAt++
    } else {
      timestamps[count] = rightMs
      copyValue(right.values, rightAt++, values, count++)
    }
  }
  return count
}

/** In order of their times; of several of one time the first stays. */
export function sortSamples({ timestamps, values }: Samples): Samples {
  // A stable sort: what came first stays first.
  const order = Uint32Array.from(timestamps.keys()).toSorted(
    (left, right) => (timestamps[left] ?? 0) - (timestamps[right] ?? 0) || left - right,
  )
  const sorted = { timestamps: new Float64Array(order.length), values: new Float64Array(order.length) }
  let next = 0
  for (const index of order) {
    const timeMs = timestamps[index] ?? 0
    if (next > 0 && sorted.timestamps[next - 1] === timeMs) continue
    sorted.timestamps[next] = timeMs
    copyValue(values, index, sorted.values, next)
    next++
  }
  return { timestamps: sorted.timestamps.subarray(0, next), values: sorted.values.subarray(0, next) }
}
