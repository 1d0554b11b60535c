import { WEBHOOK_RESULTS } from '@cryo/conventions'
import type { WebhookResult } from '@cryo/conventions'
import { type AlertGroup, parseWebhook } from '@cryo/alerts/alertmanager'
import type { AlertSummary } from '@cryo/protocol'

import type { AlertBook, Sighting } from './alert-book.ts'
import type { AlertmanagerLink } from './alertmanager-link.ts'

/** What Alertmanager is answered. */
export interface WebhookAnswer {
  readonly status: 200 | 400 | 409 | 503
  readonly message: string
}

/** What {@link AlertWebhook} needs. */
export interface AlertWebhookOptions {
  readonly book: AlertBook
  readonly alertmanager: Pick<AlertmanagerLink, 'ask'>
  /** Told which alerts are new, or other than they were: to be remembered before Alertmanager is answered. */
  readonly onChange: (alerts: readonly AlertSummary[]) => void
}

/** Takes what Alertmanager sends, and sends again; refuses what it did not send now. */
export class AlertWebhook {
  readonly #options: AlertWebhookOptions
  /** Alerts by what became of them; a request that is refused as a whole counts as one. */
  readonly counts: Record<WebhookResult, number> = Object.fromEntries(
    WEBHOOK_RESULTS.map((result) => [result, 0]),
  ) as Record<WebhookResult, number>

  constructor(options: AlertWebhookOptions) {
    this.#options = options
  }

  /** Takes the body of one request. */
  async take(body: string): Promise<WebhookAnswer> {
    const group = parseWebhook(body)
    if ('reason' in group) {
      this.counts[group.reason]++
      return { status: 400, message: group.message }
    }
    const { taken, disputed } = await this.#sift(group)
    const nowMs = Date.now()
    for (const alert of taken) this.#options.book.put(alert, group, nowMs)
    this.#options.onChange(taken)
    // Alertmanager sends the message again soon: by then Prometheus has found the end as well, or it fires indeed.
    if (disputed) return { status: 503, message: 'An alert of these has ended here a moment ago.' }
    return taken.length > 0
      ? { status: 200, message: 'taken' }
      : { status: 409, message: 'These alerts are not as Alertmanager has them: the message is an old one.' }
  }

  /** Leaves out what is old, and what has ended here so recently that Prometheus may have yet to find out. */
  async #sift({ alerts }: AlertGroup): Promise<{
    readonly taken: readonly AlertSummary[]
    readonly disputed: boolean
  }> {
    const { book, alertmanager } = this.#options
    const sightings = alerts.map((alert) => book.see(alert))
    const firing = sightings.includes('doubtful') ? await alertmanager.ask() : null
    const nowMs = Date.now()
    let disputed = false
    const taken = alerts.filter((alert, index) => {
      const result = toResult(sightings[index], alert, firing)
      if (sightings[index] === 'doubtful' && result === 'accepted' && book.isDisputed(alert, nowMs)) {
        disputed = true
        return false
      }
      this.counts[result]++
      return result !== 'replayed'
    })
    return { taken, disputed }
  }
}

/** An alert that may be old is taken where Alertmanager says that it fires, or cannot be asked: better twice than never. */
function toResult(
  sighting: Sighting | undefined,
  { fingerprint }: AlertSummary,
  firing: ReadonlySet<string> | null,
): WebhookResult {
  if (sighting === 'repeated') return 'repeated'
  if (sighting === 'outdated') return 'replayed'
  return sighting === 'doubtful' && firing?.has(fingerprint) === false ? 'replayed' : 'accepted'
}
