import type { StoredSpan } from './trace-history.ts'

/** A trace is written once nothing came of it for so long, or after so long in any case: it is read again for the rest. */
const QUIET_MS = 2000
const LATEST_MS = 5000
/** Spans that wait at a time, and of one trace. */
const MAX_SPANS = 20_000
const MAX_SPANS_OF_TRACE = 5000

interface Pending {
  readonly spans: StoredSpan[]
  readonly sinceMs: number
  lastMs: number
}

/** Spans that are not on disk, by their traces, the first first. */
export class PendingTraces {
  readonly #traces = new Map<string, Pending>()
  #size = 0

  /** @param nowMs - On the clock of `performance.now()`. @returns Whether there was room. */
  add(span: StoredSpan, nowMs: number): boolean {
    if (this.#size >= MAX_SPANS) return false
    let pending = this.#traces.get(span.traceId)
    if (pending === undefined) {
      pending = { spans: [], sinceMs: nowMs, lastMs: nowMs }
      this.#traces.set(span.traceId, pending)
    }
    if (pending.spans.length >= MAX_SPANS_OF_TRACE) return false
    pending.spans.push(span)
    pending.lastMs = nowMs
    this.#size++
    return true
  }

  of(traceId: string): readonly StoredSpan[] {
    return this.#traces.get(traceId)?.spans ?? []
  }

  /** Traces that are due. @param isLast - All of them. */
  *due(nowMs: number, isLast: boolean): Iterable<readonly StoredSpan[]> {
    const isCrowded = this.#size > MAX_SPANS / 2
    for (const { spans, sinceMs, lastMs } of this.#traces.values()) {
      if (isLast || isCrowded || nowMs - lastMs >= QUIET_MS || nowMs - sinceMs >= LATEST_MS) yield spans
    }
  }

  remove(traceId: string): void {
    this.#size -= this.of(traceId).length
    this.#traces.delete(traceId)
  }
}
