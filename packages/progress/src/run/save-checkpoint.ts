import { markPosition, readPosition } from './position.ts'
import { readContent } from './read-content.ts'
import { readCursor } from './read-cursor.ts'
import type { Run } from './run.ts'

/**
 * Saves the checkpoint of a run at its position, with the last cursor where none is given; rejects where it cannot be
 * made safe, or `cursor` is no JSON value.
 */
export async function saveCheckpoint(run: Run, cursor: unknown): Promise<void> {
  const { checkpoint } = run
  if (checkpoint === null) return
  const mark = cursor === undefined ? (checkpoint.marked?.cursor ?? null) : readCursor(cursor)
  checkpoint.marked = markPosition(mark, readPosition(run.meter.counts))
  if (!run.hasEnded) await checkpoint.save(readContent(run))
}
