import type { AlertSummary } from '@cryo/protocol'

/** An alert that begins so often within this time flaps. */
const FLAPS = 3
const WITHIN_MS = 1_800_000
/** It has ended once it stayed away for so long. */
const CALM_MS = 600_000
/** Alerts that are watched: more than may be known. */
const MAX_ALERTS = 10_000

interface Flight {
  beganMs: number[]
  /** Since when its condition has not held; `null`: it holds. */
  awaySinceMs: number | null
}

/** Folds an alert that comes and goes into one: from its third beginning in half an hour on it ends only after ten quiet minutes. */
export class Flapping {
  readonly #flights = new Map<string, Flight>()

  /** Takes note that an alert begins; returns it, with how often it did where it flaps. */
  begin(alert: AlertSummary, nowMs: number): AlertSummary {
    const { fingerprint } = alert
    const before = this.#flights.get(fingerprint)?.beganMs ?? []
    const beganMs = [...before.filter((ms) => nowMs - ms < WITHIN_MS), nowMs]
    if (before.length === 0) this.#makeRoom()
    this.#flights.set(fingerprint, { beganMs, awaySinceMs: null })
    if (beganMs.length < FLAPS) return alert
    const flapping = `began ${beganMs.length} times within half an hour`
    return { ...alert, annotations: { ...alert.annotations, flapping } }
  }

  /** Its condition holds. */
  stay(fingerprint: string): void {
    const flight = this.#flights.get(fingerprint)
    if (flight !== undefined) flight.awaySinceMs = null
  }

  /** Whether an alert whose condition does not hold has ended. */
  mayEnd(fingerprint: string, nowMs: number): boolean {
    const flight = this.#flights.get(fingerprint)
    if (flight === undefined || flight.beganMs.length < FLAPS) return true
    flight.awaySinceMs ??= nowMs
    if (nowMs - flight.awaySinceMs < CALM_MS) return false
    this.#flights.delete(fingerprint)
    return true
  }

  #makeRoom(): void {
    if (this.#flights.size < MAX_ALERTS) return
    const [oldest] = this.#flights.keys()
    if (oldest !== undefined) this.#flights.delete(oldest)
  }
}
