import { type Labels, labelsKey, type Limits, type SeriesSource } from '@cryo/promql'

import type { RuleGroup, Texts } from '../rule.ts'
import type { RuleAlert } from './alert-set.ts'
import { type GroupContext, GroupState } from './group-state.ts'
import type { RuleState } from './rule-state.ts'
import type { RecordSample } from './series-sink.ts'
import { Turn } from './turn.ts'

const INTERVAL_MS = 60_000

/** What a {@link RuleEvaluator} works with. */
export interface RuleEvaluatorOptions {
  readonly groups: readonly RuleGroup[]
  /** Where rules find series, those that they record among them. */
  readonly source: SeriesSource
  /** Takes the samples that rules make, `ALERTS` and `ALERTS_FOR_STATE` among them. */
  readonly record: RecordSample
  /** Labels that this Prometheus would add to what leaves it; templates may name them. */
  readonly externalLabels?: Texts
  /** Where this Prometheus would be found; templates may name it. */
  readonly externalUrl?: string
  /** How often groups are evaluated that do not say; 1 min by default. */
  readonly intervalMs?: number
  /** How far back rules look whose group does not say; 0 by default. */
  readonly queryOffsetMs?: number
  /** What one query of a rule may cost; as much as in Prometheus by default. */
  readonly limits?: Omit<Limits, 'signal'>
  /** Whether alerts of before the start are not looked for; by default they are, after two evaluations. */
  readonly isRestored?: boolean
  /** The clock, for what is told of evaluations, in Unix milliseconds. */
  readonly now?: () => number
}

/** An alert whose condition holds, or that is kept firing. */
export interface ActiveRuleAlert extends RuleAlert {
  /** Of its rule. */
  readonly file: string
  readonly group: string
}

/**
 * Evaluates rules as Prometheus 3.13 does: alerts that are pending and fire, `for` and `keep_firing_for`, what is
 * recorded of them, ends of series, and alerts of before a restart. A rule that fails costs the others nothing.
 *
 * @example
 * const evaluator = new RuleEvaluator({ groups: APP_RULE_GROUPS, source: history, record: append })
 * await evaluator.evaluate(Date.now())
 * evaluator.active() // [{ labels: { alertname: 'HighErrorRatio', … }, firedMs: 1764267960000, … }]
 */
export class RuleEvaluator {
  readonly #context: GroupContext
  #groups: readonly GroupState[]
  /** Series of rules that are gone: their ends are marked with the next evaluation. */
  #orphans: Labels[] = []
  /** Names of alerts whose rules are gone. */
  readonly #goneNames = new Set<string>()
  #running: Promise<boolean> | null = null

  constructor({ groups, source, record, isRestored = false, ...options }: RuleEvaluatorOptions) {
    const { externalLabels = {}, externalUrl = '', queryOffsetMs = 0, now = Date.now } = options
    const { intervalMs = INTERVAL_MS, limits = {} } = options
    this.#context = {
      source,
      record,
      externalLabels,
      externalUrl,
      queryOffsetMs,
      intervalMs,
      limits,
      nowMs: now,
    }
    this.#groups = groups.map((group) => new GroupState(group, intervalMs, isRestored))
  }

  /** Groups and their rules, by file and name. */
  get groups(): readonly GroupState[] {
    return this.#groups.toSorted(
      ({ group: left }, { group: right }) =>
        compareTexts(left.file, right.file) || compareTexts(left.name, right.name),
    )
  }

  /**
   * Evaluates the groups that are due, one after the other, in the order of their files. While it goes on, another call
   * waits for it and evaluates nothing. Others have the thread every few milliseconds.
   *
   * @param timeMs - Unix milliseconds.
   * @returns Whether it came to its end; otherwise the signal aborted. It does not throw.
   */
  evaluate(
    timeMs: number,
    { signal = null }: { readonly signal?: AbortSignal | null } = {},
  ): Promise<boolean> {
    this.#running ??= this.#evaluate(timeMs, new Turn(signal)).finally(() => {
      this.#running = null
    })
    return this.#running
  }

  /** Alerts that are pending or fire. */
  active(): readonly ActiveRuleAlert[] {
    return this.#groups.flatMap(({ group, rules }) =>
      rules.flatMap(({ alerts }) =>
        (alerts?.active ?? []).map((alert) => ({ ...alert, file: group.file, group: group.name })),
      ),
    )
  }

  /**
   * Names of alerts all of whose rules could be evaluated: of these {@link active} says all that there is. Those whose
   * rules were taken away are among them.
   */
  evaluatedNames(): ReadonlySet<string> {
    const rules = this.#alertingRules()
    const failed = new Set(rules.filter(({ health }) => health !== 'ok').map(({ rule }) => rule.name))
    const names = rules.map(({ rule }) => rule.name).filter((name) => !failed.has(name))
    return new Set([...names, ...[...this.#goneNames].filter((name) => !failed.has(name))])
  }

  /** Takes other rules; of those that stay the same nothing is forgotten. */
  replace(groups: readonly RuleGroup[]): void {
    for (const { rule } of this.#alertingRules()) this.#goneNames.add(rule.name)
    const before = new Map(this.#groups.map((state) => [keyOf(state.group), state]))
    this.#groups = groups.map((group) => {
      const known = before.get(keyOf(group))
      before.delete(keyOf(group))
      if (known !== undefined && JSON.stringify(known.group) === JSON.stringify(group)) return known
      // As in Prometheus, alerts of before the start are those of the rules of the start.
      const state = new GroupState(group, this.#context.intervalMs, true)
      if (known !== undefined) this.#orphans.push(...state.copyFrom(known))
      return state
    })
    for (const { rules } of before.values())
      this.#orphans.push(...rules.flatMap(({ series }) => [...series.values()]))
  }

  #alertingRules(): readonly RuleState[] {
    return this.#groups.flatMap(({ rules }) => rules).filter(({ alerts }) => alerts !== null)
  }

  async #evaluate(timeMs: number, turn: Turn): Promise<boolean> {
    for (const group of this.#groups) {
      if (turn.isAborted) return false
      if (group.isDue(timeMs) && !(await group.evaluate(timeMs, this.#context, turn))) return false
    }
    this.#endOrphans(timeMs)
    return true
  }

  #endOrphans(timeMs: number): void {
    if (this.#orphans.length === 0) return
    const living = new Set(
      this.#groups.flatMap(({ rules }) => rules.flatMap(({ series }) => [...series.keys()])),
    )
    for (const labels of this.#orphans)
      if (!living.has(labelsKey(labels)))
        this.#context.record(labels, timeMs - this.#context.queryOffsetMs, null)
    this.#orphans = []
  }
}

function keyOf({ file, name }: RuleGroup): string {
  return JSON.stringify([file, name])
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : Number(left > right)
}
