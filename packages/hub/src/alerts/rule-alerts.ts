import { createAlert, fingerprintOf } from '@cryo/alerts/alertmanager'
import type { AlertSummary } from '@cryo/protocol'

import type { AlertBook } from './alert-book.ts'
import type { AlertmanagerLink } from './alertmanager-link.ts'
import { AlertPoster } from './alert-poster.ts'
import { Flapping } from './flapping.ts'
import { findInhibited } from './inhibition.ts'
import { isOwnGroup, ownGroupOf } from './own-group.ts'
import type { Silences } from './silences.ts'

type Texts = Readonly<Record<string, string>>

/** An alert of a rule that this hub evaluates: its condition holds. */
export interface ActiveAlert {
  /** With `alertname`. */
  readonly labels: Texts
  readonly annotations: Texts
  /** When it began to fire, in Unix milliseconds; `null` while it is pending. */
  readonly firedMs: number | null
}

/** Names of alerts: of some whose rules could be evaluated all that is active is known, of others nothing. */
export interface EvaluatedNames {
  readonly evaluated: ReadonlySet<string>
  readonly failed: ReadonlySet<string>
}

/** What a {@link RuleAlerts} works with. */
export interface RuleAlertsOptions {
  readonly book: AlertBook
  readonly alertmanager: AlertmanagerLink
  readonly silences: Pick<Silences, 'isSilenced'>
  /** Labels that Prometheus adds to its alerts. */
  readonly externalLabels: () => Texts
  /** Told which alerts have begun or ended. */
  readonly onChange: (alerts: readonly AlertSummary[]) => void
}

/** After a start a condition may not hold only because its series have yet to come again. */
const START_MS = 120_000

/**
 * The alerts of our own rules. Prometheus evaluates the same ones: as long as it does, this hub only shows them. Else it
 * lets Alertmanager know, and where there is none, or it is gone, the handlers.
 */
export class RuleAlerts {
  readonly #options: RuleAlertsOptions
  readonly #poster: AlertPoster
  readonly #flapping = new Flapping()
  /** What fires, by its fingerprint. */
  #firing: ReadonlyMap<string, AlertSummary> = new Map()
  /** What of it people are to know: all but what was inhibited since it began. */
  #told: ReadonlyMap<string, AlertSummary> = new Map()
  #pending: ReadonlySet<string> = new Set()
  #names: EvaluatedNames = { evaluated: new Set(), failed: new Set() }
  /** When the first evaluation was, on the clock of `performance.now()`. */
  #startedMs: number | null = null

  constructor(options: RuleAlertsOptions) {
    this.#options = options
    this.#poster = new AlertPoster(options.alertmanager)
  }

  /**
   * Takes what is active after an evaluation.
   *
   * @param names - Of the alerts that rules make.
   */
  take(active: readonly ActiveAlert[], names: EvaluatedNames): void {
    this.#startedMs ??= performance.now()
    const firing = new Map<string, AlertSummary>()
    const pending = new Set<string>()
    for (const each of active) {
      const labels = { ...this.#options.externalLabels(), ...each.labels }
      const fingerprint = fingerprintOf(labels)
      if (each.firedMs === null) pending.add(fingerprint)
      else firing.set(fingerprint, toAlert(each, each.firedMs, labels, fingerprint))
    }
    // A rule that could not be evaluated says nothing of its alerts.
    for (const [fingerprint, alert] of this.#firing) {
      if (names.failed.has(alert.name) && !firing.has(fingerprint)) firing.set(fingerprint, alert)
    }
    const inhibited = findInhibited([...firing.values()])
    const told = [...firing].filter(
      ([fingerprint]) => this.#told.has(fingerprint) || !inhibited.has(fingerprint),
    )
    this.#firing = firing
    this.#told = new Map(told)
    this.#pending = pending
    this.#names = names
    this.work()
  }

  /** What fires by these rules, silenced or not. */
  firing(): AlertSummary[] {
    return [...this.#firing.values()]
  }

  /** Lets know what is due; to be called about once a second. */
  work(): void {
    const { notifier } = this.#options.alertmanager
    if (this.#startedMs === null || notifier === null) return
    const nowMs = Date.now()
    const began = notifier === 'hub' ? this.#begun(nowMs) : []
    const changed = [...began, ...this.#ended(nowMs, notifier === 'hub')]
    for (const alert of changed)
      this.#options.book.put(alert, { groupKey: ownGroupOf(alert), truncated: 0 }, nowMs)
    if (changed.length > 0) this.#options.onChange(changed)
    void this.#poster.work(notifier, this.#told)
  }

  #begun(nowMs: number): AlertSummary[] {
    const { book, silences } = this.#options
    return [...this.#told.values()].flatMap((alert) => {
      const sighting = book.see(alert)
      if (sighting === 'repeated' || sighting === 'outdated' || silences.isSilenced(alert.labels, nowMs))
        return []
      if (sighting === 'doubtful' && book.isDisputed(alert, nowMs)) return []
      return [this.#flapping.begin(alert, nowMs)]
    })
  }

  /** @param isOurs - Whether nobody else tells of ends. */
  #ended(nowMs: number, isOurs: boolean): AlertSummary[] {
    if (performance.now() - (this.#startedMs ?? 0) < START_MS) return []
    const remote = new Set(this.#options.alertmanager.alerts?.map(({ fingerprint }) => fingerprint))
    const ended: AlertSummary[] = []
    for (const { alert, groupKey } of this.#options.book.all) {
      const { fingerprint, name, status } = alert
      if (status !== 'firing' || !this.#isKnown(name, groupKey)) continue
      const isActive = this.#firing.has(fingerprint) || this.#pending.has(fingerprint)
      if (isActive) {
        this.#flapping.stay(fingerprint)
        continue
      }
      // What the handlers were told by this hub alone has an end of which Alertmanager will not tell.
      if (!isOurs && (!isOwnGroup(groupKey) || remote.has(fingerprint))) continue
      if (this.#flapping.mayEnd(fingerprint, nowMs)) {
        ended.push({ ...alert, status: 'resolved', endsAt: new Date(nowMs) })
      }
    }
    return ended
  }

  /** Whether it is known that an alert has ended where it is not active; of what this hub told, also where its rule is gone. */
  #isKnown(name: string, groupKey: string): boolean {
    const { evaluated, failed } = this.#names
    return evaluated.has(name) || (isOwnGroup(groupKey) && !failed.has(name))
  }
}

function toAlert(
  { annotations }: ActiveAlert,
  firedMs: number,
  labels: Texts,
  fingerprint: string,
): AlertSummary {
  return createAlert({
    labels,
    annotations,
    status: 'firing',
    startsAt: new Date(firedMs),
    endsAt: null,
    fingerprint,
    silenced: false,
  })
}
