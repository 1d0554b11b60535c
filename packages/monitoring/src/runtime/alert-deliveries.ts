import { runAlertHandlers } from '@cryo/alerts'
import { recordError } from '@cryo/errors'
import type { AlertDelivery, HandlerOutcome } from '@cryo/protocol'

/** Older ones come from before this thread was blocked: another process has been asked meanwhile, or this one is again. */
const STALE_MS = 5000
/** Deliveries that are remembered. */
const MAX_KNOWN = 1000

/** Lets the handlers of this thread run once for each alert that the hub delivers, however often it does. */
export class AlertDeliveries {
  readonly #outcomes = new Map<string, Promise<HandlerOutcome>>()

  /** Takes a delivery; never rejects. */
  async take({ id, sentMs, alert }: AlertDelivery): Promise<HandlerOutcome> {
    const known = this.#outcomes.get(id)
    if (known !== undefined) return known
    if (Date.now() - sentMs > STALE_MS) return { called: 0, failed: 0 }
    const running = runAlertHandlers(alert, (error) => recordError(error))
    this.#outcomes.set(id, running)
    const [oldest] = this.#outcomes.keys()
    if (this.#outcomes.size > MAX_KNOWN && oldest !== undefined) this.#outcomes.delete(oldest)
    const outcome = await running
    // Whoever adds a handler later can be told.
    if (outcome.called === 0) this.#outcomes.delete(id)
    return outcome
  }
}
