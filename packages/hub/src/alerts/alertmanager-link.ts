import { ALERT_SEVERITIES } from '@cryo/alerts'
import { AlertmanagerClient } from '@cryo/alerts/alertmanager'
import { writeLogLine } from '@cryo/protocol'
import type { AlertSummary } from '@cryo/protocol'

import type { Silences } from './silences.ts'

/** What Alertmanager said so long ago is not how things are. */
const FRESH_MS = 30_000
/** Alerts that are shown, the worst first: all of them go to each page and each answer. */
const MAX_SHOWN = 1000

/** The Alertmanager of this hub, where it has one: asked every few seconds, and told of silences. */
export class AlertmanagerLink {
  readonly #silences: Silences
  readonly #onHeard: (alerts: readonly AlertSummary[] | null) => void
  #client: AlertmanagerClient | null = null
  #url: string | null = null
  #alerts: readonly AlertSummary[] = []
  #isCut = false
  /** When it was heard last, on the clock of `performance.now()`. */
  #heardMs = Number.NEGATIVE_INFINITY
  /** Why it could not be asked last; empty: it could. */
  #failure = ''
  #running: Promise<void> = Promise.resolve()
  #next: Promise<void> | null = null

  /** @param onHeard - Told all that fires, each time that Alertmanager was asked; `null`: it could not be. */
  constructor(silences: Silences, onHeard: (alerts: readonly AlertSummary[] | null) => void) {
    this.#silences = silences
    this.#onHeard = onHeard
  }

  /** @param url - Where it is; `null`: there is none. */
  use(url: string | null): void {
    if (url === this.#url) return
    this.#url = url
    this.#client = url === null ? null : new AlertmanagerClient(url)
    this.#heardMs = Number.NEGATIVE_INFINITY
  }

  /** What fires by Alertmanager; `null` where that is not known. */
  get alerts(): readonly AlertSummary[] | null {
    return performance.now() - this.#heardMs <= FRESH_MS ? this.#alerts : null
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
