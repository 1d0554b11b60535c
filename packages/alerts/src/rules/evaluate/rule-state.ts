import { type Expression, type Labels, parse } from '@cryo/promql'

import type { Rule } from '../rule.ts'
import type { RuleSeries } from './alert-series.ts'
import { AlertSet } from './alert-set.ts'
import { evaluateAlertingRule } from './evaluate-alerting-rule.ts'
import { evaluateRecordingRule } from './evaluate-recording-rule.ts'
import type { Turn } from './turn.ts'
import type { EvaluationContext } from './evaluation-context.ts'
import { RuleTemplates } from './rule-templates.ts'

/** Whether the last evaluation of a rule went well. */
export type RuleHealth = 'unknown' | 'ok' | 'err'

/** A sample that a rule made. */
export interface RuleSample extends RuleSeries {
  readonly value: number
}

/** A rule and what became of its evaluations. */
export class RuleState {
  readonly rule: Rule
  readonly expression: Expression
  /** `null` for a rule that records. */
  readonly alerts: AlertSet | null
  health: RuleHealth = 'unknown'
  /** Empty where there was none. */
  lastError = ''
  /** When the last evaluation began, in Unix milliseconds; `null` before the first. */
  evaluatedMs: number | null = null
  durationMs = 0
  /** Series of the last evaluation that went well, by their keys. */
  series: ReadonlyMap<string, Labels> = new Map()
  readonly #templates: RuleTemplates | null

  /** @param isRestored - Whether alerts of before the start are known, or not looked for. */
  constructor(rule: Rule, isRestored: boolean) {
    this.rule = rule
    this.expression = parse(rule.expression)
    this.#templates = rule.kind === 'alerting' ? new RuleTemplates(rule) : null
    this.alerts = rule.kind === 'alerting' ? new AlertSet(rule, isRestored) : null
  }

  /** Evaluates the rule, records what it makes and marks the ends of what it makes no more. It does not throw. */
  async evaluate(context: EvaluationContext, turn: Turn): Promise<void> {
    const startedMs = performance.now()
    const evaluatedMs = context.nowMs()
    try {
      const samples = await this.#samples(context, turn)
      await this.#record(samples, context, turn)
      this.health = 'ok'
      this.lastError = ''
    } catch (error) {
      // An evaluation that was given up says nothing of the rule.
      if (turn.isAborted) return
      this.health = 'err'
      this.lastError = error instanceof Error ? error.message : String(error)
    }
    this.evaluatedMs = evaluatedMs
    this.durationMs = performance.now() - startedMs
  }

  #samples(context: EvaluationContext, turn: Turn): Promise<Iterable<RuleSample>> {
    if (this.alerts !== null && this.#templates !== null)
      return evaluateAlertingRule(this.alerts, this.expression, this.#templates, context, turn)
    return evaluateRecordingRule(this.rule, this.expression, context, turn)
  }

  /** Goes to its end though the evaluation is given up: what was found is recorded whole. */
  async #record(
    samples: Iterable<RuleSample>,
    { record, timeMs, queryOffsetMs }: EvaluationContext,
    turn: Turn,
  ): Promise<void> {
    const atMs = timeMs - queryOffsetMs
    const series = new Map<string, Labels>()
    for (const { key, labels, value } of samples) {
      // The object that was recorded before: whoever stores samples may know it.
      const known = this.series.get(key) ?? labels
      record(known, atMs, value)
      series.set(key, known)
      if (turn.isDue) await turn.rest()
    }
    for (const [key, labels] of this.series) {
      if (!series.has(key)) record(labels, atMs, null)
      if (turn.isDue) await turn.rest()
    }
    this.series = series
  }
}
