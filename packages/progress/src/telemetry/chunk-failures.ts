import {
  ATTR_ITEMS_FAILED,
  failureLedger,
  ignored,
  takeCountedByOperation,
  toExceptionAttributes,
} from '@cryo/conventions'
import { describeException, type ExceptionDescription } from '@cryo/conventions/redaction'
import type { Attributes } from '@opentelemetry/api'

/** Kinds of errors that one chunk tells; of more only the number of failed items is known. */
const MAX_KINDS = 8

interface Kind {
  readonly exception: ExceptionDescription
  readonly group: string | undefined
  count: number
}

/** Errors of the items of one chunk: one of each kind, and how many items it took. */
export class ChunkFailures {
  readonly #kinds = new Map<string, Kind>()

  /** An item failed with this error, which is counted in `cryo.errors` unless an operation has done so. */
  add(error: unknown): void {
    try {
      const exception = describeException(error)
      const group = failureLedger.group?.(exception, !takeCountedByOperation(error))
      const key = group ?? `${exception.type}: ${exception.message}`
      const known = this.#kinds.get(key)
      if (known !== undefined) known.count++
      else if (this.#kinds.size < MAX_KINDS) this.#kinds.set(key, { exception, group, count: 1 })
    } catch {
      ignored.internal++
    }
  }

  /** Attributes of an exception event for each kind; the next chunk begins without. */
  take(): readonly Attributes[] {
    const events = [...this.#kinds.values()].map(({ exception, group, count }) => ({
      ...toExceptionAttributes(exception, group),
      [ATTR_ITEMS_FAILED]: count,
    }))
    this.#kinds.clear()
    return events
  }
}
