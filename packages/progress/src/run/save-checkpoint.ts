import { markPosition, readPosition } from './position.ts'
import { readContent } from './read-content.ts'
import type { Run } from './run.ts'

/**
 * Saves the checkpoint of a run at its position, with the last cursor where none is given; rejects where it cannot be
 * made safe, or `cursor` is no JSON value.
 */
export async function saveCheckpoint(run: Run, cursor: unknown): Promise<void> {
  const { checkpoint } = run
  if (checkpoint === null) return
  // A copy: the caller goes on with the original. Only JSON comes back from a file.
  const mark =
    cursor === undefined
      ? (checkpoint.marked?.cursor ?? null)
      : (JSON.parse(JSON.stringify(cursor) ?? 'null') as unknown)
  checkpoint.marked = markPosition(mark, readPosition(run.meter.counts))
  if (!run.hasEnded) await checkpoint.save(readContent(run))
}
