import type { AlertSummary } from '@cryo/protocol'

import type { AlertBook, KnownAlert } from './alert-book.ts'

/** Alertmanager keeps no alerts over its start: until Prometheus has sent them, a minute or two later, it knows none. */
const ABSENT_MS = 600_000

/** Alerts that fire as far as is known here, and of which Alertmanager has known nothing for ten minutes: their end was lost. */
export class AbsentAlerts {
  readonly #book: AlertBook
  /** Since when, on the clock of `performance.now()`. */
  readonly #sinceMs = new Map<KnownAlert, number>()

  constructor(book: AlertBook) {
    this.#book = book
  }

  /**
   * Compares what fires here with what Alertmanager says; to be called each time that it was asked.
   *
   * @param present - What fires there; `null`: it could not be asked, and what was absent before may come back.
   * @returns Those whose end was lost.
   */
  find(present: readonly AlertSummary[] | null): KnownAlert[] {
    const fingerprints = new Set(present?.map(({ fingerprint }) => fingerprint))
    const absent =
      present === null
        ? []
        : [...this.#book.all].filter(
            ({ alert }) => alert.status === 'firing' && !fingerprints.has(alert.fingerprint),
          )
    const isAbsent = new Set(absent)
    for (const known of this.#sinceMs.keys()) if (!isAbsent.has(known)) this.#sinceMs.delete(known)
    const now = performance.now()
    return absent.filter((known) => {
      const sinceMs = this.#sinceMs.get(known) ?? now
      this.#sinceMs.set(known, sinceMs)
      return now - sinceMs >= ABSENT_MS
    })
  }
}
