import type { RemoteAlert } from '@cryo/alerts/alertmanager'

/** The alert that Prometheus always has: while Alertmanager hears of it, Prometheus is at work. */
const WATCHDOG = 'Watchdog'
/** Prometheus sends each alert again after a minute. */
const SILENT_MS = 120_000

/** Finds out by its Watchdog whether a Prometheus sends alerts to Alertmanager. */
export class PrometheusWatch {
  #updatedMs = 0
  /** When it was sent last, on the clock of `performance.now()`. */
  #seenMs = Number.NEGATIVE_INFINITY

  /** Whether it was sent in the last two minutes. */
  get isWatching(): boolean {
    return performance.now() - this.#seenMs <= SILENT_MS
  }

  /** Takes what Alertmanager has. */
  see(alerts: readonly RemoteAlert[]): void {
    const updatedMs = Math.max(
      0,
      ...alerts.filter(({ name }) => name === WATCHDOG).map((alert) => alert.updatedMs),
    )
    if (updatedMs <= this.#updatedMs) return
    // Later on only its changes count: the clocks of two machines may differ.
    const agoMs = this.#updatedMs === 0 ? Math.max(0, Date.now() - updatedMs) : 0
    this.#updatedMs = updatedMs
    this.#seenMs = performance.now() - agoMs
  }

  /** Knows nothing: another Alertmanager is asked. */
  reset(): void {
    this.#updatedMs = 0
    this.#seenMs = Number.NEGATIVE_INFINITY
  }
}
