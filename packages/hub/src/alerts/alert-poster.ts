import type { PostedAlert } from '@cryo/alerts/alertmanager'
import type { AlertSummary } from '@cryo/protocol'

import type { AlertmanagerLink, Notifier } from './alertmanager-link.ts'

/** An alert that fires is sent so often, */
const POST_MS = 60_000
/** and fires for so long unless it is sent again. */
const VALID_MS = 180_000
/** Names the hub as who sent an alert; people find it as the alert's source. */
const GENERATOR = 'http://localhost:5001/monitoring#evaluated-by-the-hub'

/** An alert that this hub has sent. */
interface Posted {
  alert: AlertSummary
  /** When, on the clock of `performance.now()`. */
  sentMs: number
}

/**
 * Sends alerts to Alertmanager while no Prometheus does, and their ends: whoever sent an alert resolves it. When
 * Prometheus is back, what was sent before is sent on until Prometheus sends it too: its own evaluation begins anew, and
 * the alert would end in between.
 */
export class AlertPoster {
  readonly #alertmanager: AlertmanagerLink
  readonly #posted = new Map<string, Posted>()
  #isPosting = false

  constructor(alertmanager: AlertmanagerLink) {
    this.#alertmanager = alertmanager
  }

  /** Sends what is due. @param firing - By its fingerprint. */
  async work(notifier: Notifier, firing: ReadonlyMap<string, AlertSummary>): Promise<void> {
    if (notifier === 'hub' || this.#isPosting) return
    this.#isPosting = true
    try {
      this.#adopt(firing)
      if (notifier === 'prometheus') this.#handOver()
      await this.#post(notifier === 'alertmanager' ? firing : this.#still(firing), this.#ended(firing))
    } finally {
      this.#isPosting = false
    }
  }

  /** What a hub before this one has sent is this one's. */
  #adopt(firing: ReadonlyMap<string, AlertSummary>): void {
    for (const { fingerprint, generatorUrl } of this.#alertmanager.remote ?? []) {
      const alert = firing.get(fingerprint)
      if (generatorUrl !== GENERATOR || alert === undefined || this.#posted.has(fingerprint)) continue
      this.#posted.set(fingerprint, { alert, sentMs: Number.NEGATIVE_INFINITY })
    }
  }

  /** Leaves to Prometheus what it has sent since. */
  #handOver(): void {
    for (const { fingerprint, generatorUrl } of this.#alertmanager.remote ?? []) {
      if (generatorUrl !== GENERATOR) this.#posted.delete(fingerprint)
    }
  }

  #still(firing: ReadonlyMap<string, AlertSummary>): ReadonlyMap<string, AlertSummary> {
    return new Map([...firing].filter(([fingerprint]) => this.#posted.has(fingerprint)))
  }

  #ended(firing: ReadonlyMap<string, AlertSummary>): AlertSummary[] {
    const gone = [...this.#posted].filter(([fingerprint]) => !firing.has(fingerprint))
    return gone.map(([, { alert }]) => alert)
  }

  async #post(firing: ReadonlyMap<string, AlertSummary>, ended: readonly AlertSummary[]): Promise<void> {
    const now = performance.now()
    const due = [...firing.values()].filter(
      ({ fingerprint }) =>
        now - (this.#posted.get(fingerprint)?.sentMs ?? Number.NEGATIVE_INFINITY) >= POST_MS,
    )
    if (due.length + ended.length === 0) return
    const nowMs = Date.now()
    const sent = [
      ...due.map((alert) => toPosted(alert, nowMs + VALID_MS)),
      ...ended.map((alert) => toPosted(alert, nowMs)),
    ]
    if (!(await this.#alertmanager.post(sent))) return
    for (const alert of due) this.#posted.set(alert.fingerprint, { alert, sentMs: now })
    for (const { fingerprint } of ended) this.#posted.delete(fingerprint)
  }
}

function toPosted({ labels, annotations, startsAt }: AlertSummary, endsMs: number): PostedAlert {
  return { labels, annotations, startsAt, endsAt: new Date(endsMs), generatorURL: GENERATOR }
}
