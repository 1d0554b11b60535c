import type { HubConfiguration } from '@cryo/protocol'

import type { Span } from '../otlp/span.ts'
import { groupSpans } from '../otlp/span.ts'
import { encodeTraces } from '../otlp/protobuf/encode-traces.ts'
import type { RingSource } from '../sources/ring-source.ts'
import type { SpanStore } from '../spans/span-store.ts'
import type { Outlets } from './outlets.ts'

/** Spans that go out in one request at the most, whatever is configured: encoding more takes too long at a time. */
const MAX_BATCH_SPANS = 2048
/** A ring fuller than this is emptied at once, whatever the age of the batch. */
const HIGH_PRESSURE = 0.25

/** Encoded spans on their way out; past it the ring is left to fill. Half of it makes a forwarder use the disk. */
const MAX_OUTSTANDING_BYTES = 3 * 1024 * 1024

/** What one reading came to: all was read, there is more to read, or no room for it now. */
export type Reading = 'all' | 'more' | 'full'

/** A source with what of its ring waits to be safe, oldest first. */
interface Line {
  readonly source: RingSource
  readonly batches: { readonly end: number; safe: boolean }[]
}

/**
 * The way of the application's spans: out of the ring, into the store, and to wherever they are forwarded.
 * The ring is released only behind what is safe, so a hub that dies has lost none.
 */
export class SpanPipeline {
  readonly #lines: Line[] = []
  readonly #store: SpanStore
  readonly #outlets: Outlets
  readonly #batchSpans: number
  readonly #batchMs: number
  #batch: Span[] = []
  #batchSince = 0
  #outstandingBytes = 0

  constructor(store: SpanStore, outlets: Outlets, { maxItems, delayMs }: HubConfiguration['spanBatch']) {
    this.#store = store
    this.#outlets = outlets
    this.#batchSpans = Math.min(maxItems, MAX_BATCH_SPANS)
    this.#batchMs = delayMs
  }

  add(source: RingSource): void {
    this.#lines.push({ source, batches: [] })
  }

  /** Forgets a source that has ended, unless spans of it are still to be read or to be safe. */
  remove(source: RingSource): boolean {
    const index = this.#lines.findIndex((line) => line.source === source)
    const line = this.#lines[index]
    if (line === undefined) return true
    if (!this.#drain(line)) return false
    if (this.#batch.length > 0) this.ship()
    if (line.batches.length > 0) return false
    this.#lines.splice(index, 1)
    return true
  }

  /** Reads what was recorded, for one slice of time for each source. */
  collect(): Reading {
    let all = true
    for (const line of this.#lines) all = this.#drain(line) && all
    const due = this.#batch.length > 0 && performance.now() - this.#batchSince >= this.#batchMs
    if (due || this.#lines.some(({ source }) => source.pressure > HIGH_PRESSURE)) this.ship()
    if (all) return 'all'
    return this.#isFull ? 'full' : 'more'
  }

  /** Sends the batch as it is; resolves when it is delivered, spooled or dropped. */
  ship(): void {
    const spans = this.#batch
    if (spans.length === 0) return
    this.#batch = []
    // The application has put them into the spool: they would be delivered twice.
    if (this.#lines.some(({ source }) => source.control.ringTaken)) return
    const marks = this.#lines.map(({ source, batches }) => {
      const mark = { end: source.position, safe: false }
      batches.push(mark)
      return mark
    })
    const body = encodeTraces(groupSpans(spans))
    this.#outstandingBytes += body.byteLength
    void this.#outlets.send('traces', body, spans.length).then(() => {
      this.#outstandingBytes -= body.byteLength
      for (const mark of marks) mark.safe = true
      this.#releaseSafe()
    })
  }

  get #isFull(): boolean {
    return this.#outstandingBytes >= MAX_OUTSTANDING_BYTES
  }

  #drain(line: Line): boolean {
    const { source } = line
    if (this.#isFull) return source.isRead
    let kept = 0
    const all = source.drain((span) => {
      this.#store.add(span)
      if (Number.isNaN(span.endMs)) return true
      if (!this.#outlets.isOpen) {
        kept++
        return true
      }
      if (this.#batch.length === 0) this.#batchSince = performance.now()
      this.#batch.push(span)
      if (this.#batch.length >= this.#batchSpans) this.ship()
      return !this.#isFull
    })
    // Side by side: a hub that is ended between the two would leave spans that count again.
    source.control.count('traces', 'delivered', kept)
    if (this.#batch.length === 0 && line.batches.length === 0) source.release(source.position)
    return all
  }

  #releaseSafe(): void {
    for (const { source, batches } of this.#lines) {
      let end: number | undefined
      while (batches[0]?.safe === true) end = batches.shift()?.end
      if (end !== undefined) source.release(end)
    }
  }
}
