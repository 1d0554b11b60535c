import { type Expression, labelsKey } from '@cryo/promql'

import type { Rule } from '../rule.ts'
import type { EvaluationContext } from './evaluation-context.ts'
import { mergeLabels } from './merge-labels.ts'
import { queryVector } from './query-vector.ts'
import type { RuleSample } from './rule-state.ts'
import type { Turn } from './turn.ts'

/**
 * Evaluates a rule that records.
 *
 * @throws Error where two of its series are the same, or there are more than its group may have.
 */
export async function evaluateRecordingRule(
  { name, labels }: Rule,
  expression: Expression,
  context: EvaluationContext,
  turn: Turn,
): Promise<readonly RuleSample[]> {
  const vector = await queryVector(expression, context.timeMs - context.queryOffsetMs, context, turn)
  const keys = new Set<string>()
  const samples = vector.map(({ labels: own, value }): RuleSample => {
    const merged = mergeLabels(own, { __name__: name }, labels)
    const key = labelsKey(merged)
    keys.add(key)
    return { key, labels: merged, value }
  })
  if (keys.size < samples.length)
    throw new Error('vector contains metrics with the same labelset after applying rule labels')
  if (context.limit > 0 && samples.length > context.limit)
    throw new Error(`exceeded limit of ${context.limit} with ${samples.length} series`)
  return samples
}
