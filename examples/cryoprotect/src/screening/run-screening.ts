import { trackOperation, trackProgress } from '@cryo/monitoring'

import type { Solute } from '../chemistry/solute.ts'
import type { Database } from '../database/database.ts'
import { savePredictions, type PredictedMixture } from '../database/save-predictions.ts'
import { endScreening, startScreening } from '../database/screenings.ts'
import { createBestList, type BestList } from './best-list.ts'
import { createPace } from './pace.ts'
import { screenRange } from './screen-range.ts'
import { CONCENTRATION_GRID, createTernarySpace } from './ternary-space.ts'

/** What a run of the screening did. */
export interface ScreeningResult {
  readonly candidates: number
  /** Less than `candidates` if the signal ended the run. */
  readonly screened: number
  readonly accepted: number
  /** The best mixtures, the best first. */
  readonly best: readonly PredictedMixture[]
}

/** How to run the screening. */
export interface ScreeningOptions {
  /** Time over which to spread the work, so that it can be watched; 0 for full speed. */
  readonly seconds: number
  /** Ends the run after the current chunk. */
  readonly signal: AbortSignal
}

const CHUNK = 4_096
const BEST = 200
/** Chunks between two writes of the best mixtures. */
const CHUNKS_PER_SAVE = 8

/**
 * Screens all ternary mixtures of the solutes, writes the best ones to the database as it goes and notes there how the
 * run ended.
 */
export async function runScreening(
  database: Database,
  solutes: readonly Solute[],
  { seconds, signal }: ScreeningOptions,
): Promise<ScreeningResult> {
  const space = createTernarySpace(solutes.length, CONCENTRATION_GRID)
  const best = createBestList<PredictedMixture>(BEST)
  const pace = createPace(seconds)
  const id = await startScreening(database, space.size)
  using progress = trackProgress('screen ternary mixtures', space.size, { unit: 'mixtures', signal })
  let screened = 0
  let accepted = 0

  const screenChunk = (): void => {
    const from = screened
    const to = Math.min(from + CHUNK, space.size)
    trackOperation('screen_chunk', { itemsCount: to - from, context: { from, to } }, () => {
      accepted += screenRange(space, solutes, best, from, to)
    })
    progress.update(to - from)
    screened = to
  }

  try {
    await trackOperation('screen_ternary_mixtures', { context: { candidates: space.size } }, async (run) => {
      for (let chunk = 1; screened < space.size && !signal.aborted; chunk++) {
        const before = screened
        screenChunk()
        run.addItems(screened - before)
        if (chunk % CHUNKS_PER_SAVE === 0) await saveBest(database, best)
        await pace.reach(screened / space.size, signal)
      }
      await saveBest(database, best)
      run.setContext({ screened, accepted })
    })
  } catch (error) {
    progress.fail(error)
    await endScreening(database, id, 'failed', { screened, accepted }).catch(() => {})
    throw error
  }
  const state = screened === space.size ? 'completed' : 'interrupted'
  await endScreening(database, id, state, { screened, accepted })
  return { candidates: space.size, screened, accepted, best: best.items() }
}

async function saveBest(database: Database, best: BestList<PredictedMixture>): Promise<void> {
  const mixtures = best.items()
  if (mixtures.length > 0) await savePredictions(database, mixtures)
}
