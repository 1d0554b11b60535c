import { type Expression, labelsKey } from '@cryo/promql'

import type { AlertSet, FoundAlert } from './alert-set.ts'
import type { EvaluationContext } from './evaluation-context.ts'
import { mergeLabels } from './merge-labels.ts'
import { queryVector } from './query-vector.ts'
import type { RuleSample } from './rule-state.ts'
import type { RuleTemplates } from './rule-templates.ts'
import { TextExpander } from './text-expander.ts'
import type { Turn } from './turn.ts'

/** As long as a query of Prometheus may take. */
const TIMEOUT_MS = 120_000

/**
 * Evaluates a rule that makes alerts.
 *
 * @throws Error where two alerts have the same labels, or there are more than the group may have.
 */
export async function evaluateAlertingRule(
  alerts: AlertSet,
  expression: Expression,
  templates: RuleTemplates,
  context: EvaluationContext,
  turn: Turn,
): Promise<Iterable<RuleSample>> {
  const { timeMs, queryOffsetMs, externalLabels, externalUrl, limit } = context
  const vector = await queryVector(expression, timeMs - queryOffsetMs, context, turn)
  const expander = new TextExpander({
    timeMs,
    externalLabels,
    externalUrl,
    query: (text) => queryVector(text, timeMs, context, turn),
    timeoutMs: context.limits.timeoutMs ?? TIMEOUT_MS,
  })
  const found = new Map<string, FoundAlert>()
  for (const { labels: own, value } of vector) {
    if (turn.isDue) await turn.rest()
    if (turn.isAborted) throw new Error('query was canceled in expression evaluation')
    const labels = mergeLabels(
      own,
      { __name__: '' },
      Object.fromEntries(await expander.expandAll(templates.labels, own, value)),
      { alertname: alerts.rule.name },
    )
    const annotations = Object.fromEntries(await expander.expandAll(templates.annotations, own, value))
    const key = labelsKey(labels)
    if (found.has(key))
      throw new Error('vector contains metrics with the same labelset after applying alert labels')
    found.set(key, { labels, annotations, value })
  }
  // To its end though the evaluation is given up: half of it would be neither before nor after.
  for (const _ of alerts.update(found, timeMs, limit)) if (turn.isDue) await turn.rest()
  return alerts.isRestored ? samplesOf(alerts) : []
}

function* samplesOf(alerts: AlertSet): Generator<RuleSample> {
  for (const { state, activeMs, series } of alerts.known) {
    if (state === 'inactive') continue
    yield { ...series.of(state), value: 1 }
    yield { ...series.since, value: Math.floor(activeMs / 1000) }
  }
}
