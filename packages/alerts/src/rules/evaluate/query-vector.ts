import { evaluate, type Expression, type VectorSample } from '@cryo/promql'

import type { EvaluationContext } from './evaluation-context.ts'
import type { Turn } from './turn.ts'

/**
 * Evaluates an expression at one time; a scalar is a vector of one element without labels.
 *
 * @throws PromqlError, and an Error for what is neither.
 */
export async function queryVector(
  expression: Expression | string,
  timeMs: number,
  { source, intervalMs, limits }: Pick<EvaluationContext, 'source' | 'intervalMs' | 'limits'>,
  turn: Turn,
): Promise<readonly VectorSample[]> {
  const result = await evaluate(expression, { time: timeMs }, source, {
    ...limits,
    subqueryStepMs: intervalMs,
    ...(turn.signal === null ? {} : { signal: turn.signal }),
  })
  if (result.type === 'vector') return result.samples
  if (result.type === 'scalar') return [{ labels: {}, value: result.value, timestampMs: timeMs }]
  throw new Error('rule result is not a vector or scalar')
}
