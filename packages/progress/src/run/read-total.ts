import { isCount } from '../calls/read-count.ts'

/** Reads how many items there are in all; `null` where that is not known, or no number that can be used. */
export function readTotal(total: unknown): number | null {
  return total === null || total === undefined || !isCount(total) ? null : total
}
