import { openTraceHistory } from '@cryo/history'
import type { FoundTraces, StoredSpan, TraceHistory, TraceSearch } from '@cryo/history'
import { writeLogLine } from '@cryo/protocol'
import type { HubConfiguration } from '@cryo/protocol'

import type { Span } from '../otlp/span.ts'
import { runSlices } from '../otlp/steps.ts'
import { toStoredSpan } from './stored-span.ts'

/** Part of the configured size that traces may have. */
const SHARE = 0.25

/** The traces while this hub is the owner of its folder. */
export class OwnedTraces {
  readonly #dir: string | null
  #traces: TraceHistory | null = null
  #isWorking = false

  /** @param dir - Real path of the folder; `null` where it cannot be written. */
  constructor(dir: string | null) {
    this.#dir = dir
  }

  /** Whether there are any to ask. */
  get isOpen(): boolean {
    return this.#traces !== null
  }

  /** Opens them, as the owner; nothing happens where they are open. */
  open({ retentionDays, maxBytes }: HubConfiguration['history']): void {
    if (this.#traces !== null) return
    this.#traces = openTraceHistory({
      dir: this.#dir,
      retentionDays,
      maxBytes: Math.trunc(maxBytes * SHARE),
      onProblem: writeLogLine,
    })
    for (const notice of this.#traces.notices) writeLogLine(notice)
  }

  /** Remembers a finished span. */
  take(span: Span): void {
    this.#traces?.append(toStoredSpan(span))
  }

  /** Spans of a trace, by their start. */
  find(traceId: string): readonly StoredSpan[] {
    return this.#traces?.find(traceId) ?? []
  }

  /** Looks for traces, a little at a time. */
  async search(search: TraceSearch): Promise<FoundTraces> {
    return this.#traces === null ? { traces: [], isComplete: false } : runSlices(this.#traces.search(search))
  }

  /** Writes what is due, a little at a time; to be called about once a second. */
  work(): void {
    if (!this.#isWorking) this.#workOn()
  }

  /** Closes them; must come before the folder is given up. */
  close(): void {
    this.#traces?.close()
    this.#traces = null
  }

  #workOn(): void {
    this.#isWorking = this.#traces?.work(Date.now()) === true
    if (this.#isWorking) setImmediate(() => this.#workOn())
  }
}
