import type { Rejections } from './rejections.ts'

/** Scales that an SDK may choose for an exponential histogram, by the specification of its aggregation. */
const MIN_SCALE = -10
const MAX_SCALE = 20

/** Whether a point can be taken; if not, it is counted with the reason. */
export function isPointTaken(
  timeMs: number,
  skippedValues: number,
  hasValue: boolean,
  rejections: Rejections,
): boolean {
  if (timeMs > 0 && skippedValues === 0 && hasValue) return true
  if (!(timeMs > 0)) rejections.add('a point without a time')
  else if (skippedValues > 0) rejections.add('a point with too many attributes')
  else rejections.add('a point without a value')
  return false
}

/** Whether buckets fit their bounds: one count more than ascending bounds, or neither. */
export function areBucketsSound(bounds: readonly number[], counts: readonly number[]): boolean {
  if (counts.length !== bounds.length + 1) return counts.length === 0 && bounds.length === 0
  for (let index = 1; index < bounds.length; index++) {
    if (!((bounds[index] as number) > (bounds[index - 1] as number))) return false
  }
  return !Number.isNaN(bounds[0])
}

/** Whether the scale of an exponential histogram is one that the specification allows. */
export function isScaleSound(scale: number): boolean {
  return scale >= MIN_SCALE && scale <= MAX_SCALE
}
