import { ALERT_SEVERITIES } from '@cryo/alerts'
import { AlertmanagerClient } from '@cryo/alerts/alertmanager'
import type { PostedAlert, RemoteAlert } from '@cryo/alerts/alertmanager'
import { writeLogLine } from '@cryo/protocol'
import type { AlertSummary } from '@cryo/protocol'

import { PrometheusWatch } from './prometheus-watch.ts'
import type { Silences } from './silences.ts'

/** What Alertmanager said so long ago is not how things are. */
const FRESH_MS = 30_000
/** Without an answer for so long Alertmanager is taken for gone; it is asked every 10 s. */
const GONE_MS = 15_000
/** Alerts that are sent at a time. */
const MAX_POSTED = 500
/** Alerts that are shown, the worst first: all of them go to each page and each answer. */
const MAX_SHOWN = 1000

/** The Alertmanager of this hub, where it has one: asked every few seconds, and told of silences. */
export class AlertmanagerLink {
  readonly #silences: Silences
  readonly #onHeard: (alerts: readonly RemoteAlert[] | null) => void
  #client: AlertmanagerClient | null = null
  #url: string | null = null
  #alerts: readonly AlertSummary[] = []
  #remote: readonly RemoteAlert[] = []
  #isCut = false
  /** When it was heard last, on the clock of `performance.now()`. */
  #heardMs = Number.NEGATIVE_INFINITY
  /** Why it could not be asked last; empty: it could. */
  #failure = ''
  /** Since when this one is asked, on the same clock. */
  #usedMs = 0
  readonly #watch = new PrometheusWatch()
  #running: Promise<void> = Promise.resolve()
  #next: Promise<void> | null = null

  /** @param onHeard - Told all that fires, each time that Alertmanager was asked; `null`: it could not be. */
  constructor(silences: Silences, onHeard: (alerts: readonly RemoteAlert[] | null) => void) {
    this.#silences = silences
    this.#onHeard = onHeard
  }

  /** @param url - Where it is; `null`: there is none. */
  use(url: string | null): void {
    if (url === this.#url) return
    this.#url = url
    this.#client = url === null ? null : new AlertmanagerClient(url)
    this.#heardMs = Number.NEGATIVE_INFINITY
    this.#usedMs = performance.now()
    this.#watch.reset()
  }

  /** Who lets people know; `null` where that is not known yet: Alertmanager was not asked long enough. */
  get notifier(): Notifier | null {
    if (this.#client === null) return 'hub'
    const now = performance.now()
    if (now - Math.max(this.#heardMs, this.#usedMs) > GONE_MS) return 'hub'
    if (this.#heardMs < this.#usedMs) return null
    return this.#watch.isWatching ? 'prometheus' : 'alertmanager'
  }

  /** Sends alerts; returns whether Alertmanager took them. */
  async post(alerts: readonly PostedAlert[]): Promise<boolean> {
    try {
      for (let from = 0; from < alerts.length; from += MAX_POSTED) {
        await this.#client?.post(alerts.slice(from, from + MAX_POSTED))
      }
      return this.#client !== null
    } catch {
      // That it cannot be reached is said where it is asked.
      return false
    }
  }

  /** What fires by Alertmanager; `null` where that is not known. */
  get alerts(): readonly AlertSummary[] | null {
    return performance.now() - this.#heardMs <= FRESH_MS ? this.#alerts : null
  }

  /** All that Alertmanager has, as it has it; `null` where that is not known. */
  get remote(): readonly RemoteAlert[] | null {
    return performance.now() - this.#heardMs <= FRESH_MS ? this.#remote : null
  }

  /** Asks what fires, and brings the silences of both sides together; never rejects. */
  sync(): Promise<void> {
    // What is under way may have asked already: one more follows, for all who wait.
    this.#next ??= this.#running.then(() => {
      this.#next = null
      this.#running = this.#sync()
      return this.#running
    })
    return this.#next
  }

  /** Whether alerts fire by Alertmanager now, by their fingerprints; `null` where it cannot be asked. */
  async ask(): Promise<ReadonlySet<string> | null> {
    try {
      const alerts = await this.#client?.alerts()
      return alerts === undefined ? null : new Set(alerts.map(({ fingerprint }) => fingerprint))
    } catch {
      return null
    }
  }

  #show(alerts: readonly AlertSummary[]): void {
    const isCut = alerts.length > MAX_SHOWN
    if (isCut && !this.#isCut)
      writeLogLine(`${alerts.length} alerts fire: the worst ${MAX_SHOWN} of them are shown`)
    this.#isCut = isCut
    this.#alerts = isCut
      ? alerts.toSorted((left, right) => badness(left) - badness(right)).slice(0, MAX_SHOWN)
      : alerts
  }

  async #sync(): Promise<void> {
    const client = this.#client
    if (client === null) return
    try {
      const alerts = await client.alerts().catch((error: unknown) => {
        this.#onHeard(null)
        throw error
      })
      this.#show(alerts)
      this.#heardMs = performance.now()
      this.#watch.see(alerts)
      this.#remote = alerts
      this.#onHeard(alerts)
      await this.#silences.share(client)
      this.#failure = ''
    } catch (error) {
      const failure = reasonOf(error)
      if (failure !== this.#failure)
        writeLogLine(`Alertmanager cannot be asked at ${hideUser(this.#url)}: ${failure}`)
      this.#failure = failure
    }
  }
}

/**
 * Who lets people know of alerts: Prometheus, by Alertmanager; this hub, by Alertmanager; or this hub by itself, where
 * there is no Alertmanager or it is gone.
 */
export type Notifier = 'prometheus' | 'alertmanager' | 'hub'

/** Less is worse; of what is equally bad, that which nobody silenced. */
function badness({ severity, silenced }: AlertSummary): number {
  return ALERT_SEVERITIES.indexOf(severity) + (silenced ? 0.5 : 0)
}

/** What `fetch` throws says why in its cause. */
function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? (error.cause ?? error) : error
  return reason instanceof Error ? reason.message : String(reason)
}

function hideUser(url: string | null): string {
  return (url ?? '').replace(/\/\/[^/@]*@/, '//')
}
