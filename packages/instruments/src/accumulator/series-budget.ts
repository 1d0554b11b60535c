import type { AttributeValue } from '../attributes.ts'

/** What the hub has room for, less a share for the metrics themselves and for other processes. */
const MAX_BYTES = 10 * 1024 * 1024
/** As the hub reckons: objects of one series, copies of its text, slots. */
const SERIES_BYTES = 520
const COPIES_OF_TEXT = 3
const SLOT_BYTES = 8

/**
 * The memory that all series of a thread may take together, about 20,000 of them. Past it new attributes are recorded
 * in the overflow series of their instrument, so that sums stay exact.
 */
export class SeriesBudget {
  #bytes = 0

  /** Takes what a series costs; false, and nothing taken, when there is no room for it. */
  take(attributes: Readonly<Record<string, AttributeValue>>, slots: number): boolean {
    let characters = 0
    for (const [key, value] of Object.entries(attributes)) {
      characters += key.length + (typeof value === 'string' ? value.length : SLOT_BYTES)
    }
    const bytes = SERIES_BYTES + COPIES_OF_TEXT * characters + SLOT_BYTES * slots
    if (this.#bytes + bytes > MAX_BYTES) return false
    this.#bytes += bytes
    return true
  }
}
