import { trackOperation, trackProgress } from '@cryo/monitoring'

import type { Solute } from '../chemistry/solute.ts'
import type { Database } from '../database/database.ts'
import { savePredictions } from '../database/save-predictions.ts'
import { beginScreening, endScreening } from '../database/screenings.ts'
import { createBestList } from './best-list.ts'
import { createPace } from './pace.ts'
import { readScreeningCursor, type ScreeningCursor } from './screening-cursor.ts'
import { type ScreenedMixture, screenRange } from './screen-range.ts'
import { CONCENTRATION_GRID, createTernarySpace } from './ternary-space.ts'

/** What a run of the screening did. */
export interface ScreeningResult {
  readonly candidates: number
  /** Less than `candidates` if the signal ended the run. */
  readonly screened: number
  /** Of those, what an earlier run that did not come to its end had screened. */
  readonly resumed: number
  readonly accepted: number
  /** The best mixtures, the best first. */
  readonly best: readonly ScreenedMixture[]
}

/** How to run the screening. */
export interface ScreeningOptions {
  /** Time over which to spread the work, so that it can be watched; 0 for full speed. */
  readonly seconds: number
  /** Ends the run after the current chunk. */
  readonly signal: AbortSignal
  /** File of the checkpoint: a run that was stopped or killed goes on from there. */
  readonly checkpointFile: string
}

const CHUNK = 4_096
const BEST = 200
/** Chunks between two writes of the best mixtures. */
const CHUNKS_PER_SAVE = 4
/** Seconds that a run may take over its time, and that may pass until the next one. */
const SLACK_SECONDS = 120

/**
 * Screens all ternary mixtures of the solutes, writes the best ones to the database as it goes and notes there how the
 * run ended. Goes on where the run before stopped, if it did not come to its end.
 */
export async function runScreening(
  database: Database,
  solutes: readonly Solute[],
  { seconds, signal, checkpointFile }: ScreeningOptions,
): Promise<ScreeningResult> {
  const space = createTernarySpace(solutes.length, CONCENTRATION_GRID)
  using progress = trackProgress('screen_ternary_mixtures', space.size, {
    unit: 'mixtures',
    checkpointFile,
    deadline: Date.now() + (seconds + SLACK_SECONDS) * 1_000,
    expectEverySeconds: seconds + SLACK_SECONDS,
    signal,
  })
  const best = createBestList<ScreenedMixture>(BEST)
  const cursor = readScreeningCursor(progress.cursor)
  for (const index of cursor?.best ?? []) screenRange(space, solutes, best, index, index + 1)
  const resumed = progress.getStatus().resumedItems
  let screened = resumed
  let accepted = cursor?.accepted ?? 0

  const screenChunk = (): void => {
    const from = screened
    const to = Math.min(from + CHUNK, space.size)
    trackOperation('screen_chunk', { itemsCount: to - from, context: { from, to } }, () => {
      accepted += screenRange(space, solutes, best, from, to)
    })
    screened = to
    progress.update(to - from)
  }

  let id: string | null = null
  try {
    id = await beginScreening(database, space.size, cursor?.screening ?? null)
    const screening = id
    const save = async (): Promise<void> => {
      const mixtures = best.items()
      if (mixtures.length > 0) await savePredictions(database, mixtures)
      const position: ScreeningCursor = {
        screening,
        accepted,
        best: mixtures.map(({ index }) => index),
      }
      await progress.checkpoint(position)
    }

    // From here on the checkpoint and the best mixtures belong together.
    await save()
    const pace = createPace(seconds, screened / space.size)
    for (let chunk = 1; screened < space.size && !signal.aborted; chunk++) {
      screenChunk()
      if (chunk % CHUNKS_PER_SAVE === 0) await save()
      await pace.reach(screened / space.size, signal)
    }
    await save()
    const state = screened === space.size ? 'completed' : 'interrupted'
    if (state === 'completed') progress.complete()
    await endScreening(database, screening, state, { screened, accepted })
  } catch (error) {
    progress.fail(error)
    if (id !== null) await endScreening(database, id, 'failed', { screened, accepted }).catch(() => {})
    throw error
  }
  return { candidates: space.size, screened, resumed, accepted, best: best.items() }
}
