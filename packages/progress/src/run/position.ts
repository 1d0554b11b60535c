import type { ItemCounts } from './item-counts.ts'

/** Items after which a resumed run goes on. */
export interface Position {
  readonly items: number
  readonly successful: number
  readonly failed: number
}

/** A position that its caller knows by a name of its own, any JSON value but `null`. */
export interface MarkedPosition extends Position {
  readonly cursor: unknown
}

/** Reads the position of a run: before the first item that is not done. */
export function readPosition(counts: ItemCounts): Position {
  return {
    items: counts.resumable,
    successful: counts.successful - counts.aheadSuccessful,
    failed: counts.failed - counts.aheadFailed,
  }
}

/** Marks a position; `null` takes the mark away. */
export function markPosition(
  cursor: unknown,
  { items, successful, failed }: Position,
): MarkedPosition | null {
  return cursor === null ? null : { cursor, items, successful, failed }
}
