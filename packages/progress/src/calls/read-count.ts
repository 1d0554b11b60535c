import { ignored, isAmount } from '@cryo/conventions'

/** Above it, counts lose single items. */
export const MAX_COUNT: number = Number.MAX_SAFE_INTEGER

/** Whether a value is a number of items; counts it as ignored where not. */
export function isCount(value: unknown): value is number {
  if (!isAmount(value)) return false
  if (value <= MAX_COUNT) return true
  ignored.values++
  return false
}

/** A count where one was given and can be used. */
export function readCount(value: unknown): number | undefined {
  return value !== undefined && value !== null && isCount(value) ? value : undefined
}
