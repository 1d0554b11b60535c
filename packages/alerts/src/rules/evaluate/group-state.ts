import type { Labels } from '@cryo/promql'

import type { RuleGroup } from '../rule.ts'
import type { EvaluationContext } from './evaluation-context.ts'
import { restoreAlerts } from './restore-alerts.ts'
import { RuleState } from './rule-state.ts'
import type { Turn } from './turn.ts'

/** What all groups of an evaluator share. */
export type GroupContext = Omit<EvaluationContext, 'timeMs' | 'limit'>

/** After how many evaluations alerts of before the start are looked for: series that rules record are there by then. */
const RESTORE_AFTER = 2

/** A group of rules and what became of its evaluations. */
export class GroupState {
  readonly group: RuleGroup
  readonly intervalMs: number
  readonly rules: readonly RuleState[]
  /** When the last evaluation began, in Unix milliseconds; `null` before the first. */
  evaluatedMs: number | null = null
  durationMs = 0
  #slot: number | null = null
  #evaluations = 0
  #isRestored: boolean

  constructor(group: RuleGroup, intervalMs: number, isRestored: boolean) {
    this.group = group
    this.intervalMs = group.intervalMs ?? intervalMs
    this.#isRestored = isRestored
    this.rules = group.rules.map((rule) => new RuleState(rule, isRestored))
  }

  /** Whether the group has not been evaluated in the interval of a time. */
  isDue(timeMs: number): boolean {
    return this.#slotOf(timeMs) !== this.#slot
  }

  /** Evaluates all rules of the group, one after the other. @returns Whether it came to its end. */
  async evaluate(timeMs: number, shared: GroupContext, turn: Turn): Promise<boolean> {
    const startedMs = performance.now()
    const evaluatedMs = shared.nowMs()
    const context: EvaluationContext = {
      ...shared,
      timeMs,
      limit: this.group.limit,
      queryOffsetMs: this.group.queryOffsetMs ?? shared.queryOffsetMs,
    }
    for (const rule of this.rules) {
      await rule.evaluate(context, turn)
      if (turn.isDue) await turn.rest()
      if (turn.isAborted) return false
    }
    this.#slot = this.#slotOf(timeMs)
    this.evaluatedMs = evaluatedMs
    this.durationMs = performance.now() - startedMs
    this.#evaluations++
    if (!this.#isRestored && this.#evaluations >= RESTORE_AFTER) this.#restore(context)
    return true
  }

  /** Takes over what is known of the same rules as they were before; the first of a name and labels from the first. */
  copyFrom(other: GroupState): readonly Labels[] {
    const known = new Map<string, RuleState[]>()
    for (const rule of other.rules) {
      const key = keyOf(rule)
      known.set(key, [...(known.get(key) ?? []), rule])
    }
    for (const rule of this.rules) {
      const from = known.get(keyOf(rule))?.shift()
      if (from === undefined) continue
      rule.series = from.series
      if (rule.alerts !== null && from.alerts !== null) rule.alerts.copyFrom(from.alerts)
    }
    this.evaluatedMs = other.evaluatedMs
    this.durationMs = other.durationMs
    return [...known.values()].flat().flatMap(({ series }) => [...series.values()])
  }

  #slotOf(timeMs: number): number {
    return Math.floor(timeMs / this.intervalMs)
  }

  #restore({ source, timeMs }: EvaluationContext): void {
    this.#isRestored = true
    for (const { alerts } of this.rules) if (alerts !== null) restoreAlerts(alerts, source, timeMs)
  }
}

function keyOf({ rule }: RuleState): string {
  const labels = Object.entries(rule.labels).toSorted(([left], [right]) => (left < right ? -1 : 1))
  return JSON.stringify([rule.kind, rule.name, labels])
}
