import { type Labels, labelsKey } from '@cryo/promql'

import type { AlertingRule, Texts } from '../rule.ts'
import { AlertSeries } from './alert-series.ts'

/** How long an alert that has ended is remembered. */
const RESOLVED_RETENTION_MS = 15 * 60_000

export type AlertState = 'inactive' | 'pending' | 'firing'

/** What an evaluation found: its condition holds. */
export interface FoundAlert {
  /** With `alertname`. */
  readonly labels: Labels
  readonly annotations: Texts
  readonly value: number
}

/** An alert of a rule. Times are Unix milliseconds, `null` where it was not so. */
export interface RuleAlert extends FoundAlert {
  readonly state: AlertState
  /** Since when its condition has held. */
  readonly activeMs: number
  readonly firedMs: number | null
  readonly resolvedMs: number | null
  /** Since when it fires only because the rule keeps it. */
  readonly keepFiringSinceMs: number | null
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** An alert and its series. */
type KnownAlert = Mutable<RuleAlert> & { readonly series: AlertSeries }

/** The alerts of one rule, as Prometheus' state machine has them. */
export class AlertSet {
  readonly rule: AlertingRule
  /** Whether alerts of before the start are known, or were looked for; before that nothing is recorded. */
  isRestored: boolean
  #alerts = new Map<string, KnownAlert>()

  constructor(rule: AlertingRule, isRestored: boolean) {
    this.rule = rule
    this.isRestored = isRestored
  }

  /** Those that have not ended. */
  get active(): readonly RuleAlert[] {
    return this.known.filter(({ resolvedMs }) => resolvedMs === null).map(({ series: _, ...alert }) => alert)
  }

  /** With those that ended not long ago, and with their series. */
  get known(): readonly (RuleAlert & { readonly series: AlertSeries })[] {
    return [...this.#alerts.values()]
  }

  get state(): AlertState {
    let state: AlertState = 'inactive'
    for (const alert of this.#alerts.values()) {
      if (alert.state === 'firing') return 'firing'
      if (alert.state === 'pending') state = 'pending'
    }
    return state
  }

  /**
   * Takes what an evaluation found, by the keys of labels, in steps.
   *
   * @param limit - How many alerts may be pending or firing; 0: as many as there are.
   * @throws Error where there are more; then all are forgotten.
   */
  *update(found: ReadonlyMap<string, FoundAlert>, timeMs: number, limit: number): Generator<void> {
    for (const [key, alert] of found) {
      this.#take(key, alert, timeMs)
      yield
    }
    let count = 0
    for (const [key, alert] of this.#alerts) {
      yield
      if (found.has(key)) alert.keepFiringSinceMs = null
      else if (!this.#isKept(alert, timeMs)) {
        this.#end(key, alert, timeMs)
        continue
      }
      count++
      this.#advance(alert, timeMs)
    }
    if (limit > 0 && count > limit) {
      this.#alerts = new Map()
      throw new Error(`exceeded limit of ${limit} with ${count} alerts`)
    }
  }

  /** Moves the beginning of an alert to where it was before a restart. */
  restore(alert: RuleAlert, activeMs: number): void {
    const known = this.#alerts.get(labelsKey(alert.labels))
    if (known !== undefined) known.activeMs = activeMs
  }

  /** Takes over the alerts of the same rule as it was before its file changed. */
  copyFrom(other: AlertSet): void {
    for (const [key, alert] of other.#alerts) this.#alerts.set(key, alert)
  }

  #take(key: string, found: FoundAlert, timeMs: number): void {
    const known = this.#alerts.get(key)
    if (known !== undefined && known.state !== 'inactive') {
      known.value = found.value
      known.annotations = found.annotations
      return
    }
    this.#alerts.set(key, {
      ...found,
      state: 'pending',
      activeMs: timeMs,
      firedMs: null,
      resolvedMs: null,
      keepFiringSinceMs: null,
      series: new AlertSeries(this.rule, found.labels),
    })
  }

  /** Whether an alert fires on though its condition holds no more. */
  #isKept(alert: Mutable<RuleAlert>, timeMs: number): boolean {
    if (alert.state !== 'firing' || this.rule.keepFiringForMs === 0) return false
    alert.keepFiringSinceMs ??= timeMs
    return timeMs - alert.keepFiringSinceMs < this.rule.keepFiringForMs
  }

  #end(key: string, alert: Mutable<RuleAlert>, timeMs: number): void {
    const isOld = alert.resolvedMs !== null && timeMs - alert.resolvedMs > RESOLVED_RETENTION_MS
    if (alert.state === 'pending' || isOld) this.#alerts.delete(key)
    if (alert.state === 'inactive') return
    alert.state = 'inactive'
    alert.resolvedMs = timeMs
  }

  #advance(alert: Mutable<RuleAlert>, timeMs: number): void {
    const heldMs = timeMs - alert.activeMs
    if (alert.state === 'pending' && heldMs >= this.rule.forMs) {
      alert.state = 'firing'
      alert.firedMs = timeMs
    }
    // The rule may have become slower, or the alert's beginning have been restored.
    if (alert.state === 'firing' && heldMs < this.rule.forMs) {
      alert.state = 'pending'
      alert.firedMs = null
      alert.keepFiringSinceMs = null
    }
  }
}
