/** What the checkpoint of a screening keeps besides the number of mixtures that are done. */
export interface ScreeningCursor {
  /** Id of its row in the database. */
  readonly screening: string
  readonly accepted: number
  /** Numbers of the best mixtures so far: a number means the same mixture in each run. */
  readonly best: readonly number[]
}

/** Reads a cursor of `trackProgress`; `null` if there is none, or not one of a screening. */
export function readScreeningCursor(cursor: unknown): ScreeningCursor | null {
  if (typeof cursor !== 'object' || cursor === null) return null
  const { screening, accepted, best } = cursor as Partial<Record<keyof ScreeningCursor, unknown>>
  if (typeof screening !== 'string' || typeof accepted !== 'number' || !Array.isArray(best)) return null
  return { screening, accepted, best: best.filter((index) => Number.isSafeInteger(index)) }
}
