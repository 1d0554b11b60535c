import { evaluate, type Expression, type SeriesSource, type VectorSample } from '@cryo/promql'

import type { Turn } from './turn.ts'

/** How rules ask for series. */
export interface QueryOptions {
  readonly source: SeriesSource
  /** Step of a subquery that names none. */
  readonly intervalMs: number
}

/**
 * Evaluates an expression at one time; a scalar is a vector of one element without labels.
 *
 * @throws PromqlError, and an Error for what is neither.
 */
export async function queryVector(
  expression: Expression | string,
  timeMs: number,
  { source, intervalMs }: QueryOptions,
  turn: Turn,
): Promise<readonly VectorSample[]> {
  const result = await evaluate(expression, { time: timeMs }, source, {
    subqueryStepMs: intervalMs,
    ...(turn.signal === null ? {} : { signal: turn.signal }),
  })
  if (result.type === 'vector') return result.samples
  if (result.type === 'scalar') return [{ labels: {}, value: result.value, timestampMs: timeMs }]
  throw new Error('rule result is not a vector or scalar')
}
