import { ControlBlock, RingReader } from '@cryo/protocol'
import type { RingRecord, SourceShare } from '@cryo/protocol'

import type { Resource } from '../otlp/resource.ts'
import type { Span } from '../otlp/span.ts'
import { SpanDecoder } from './span-decoder.ts'

/** No step of the hub runs longer than this, in milliseconds. */
const SLICE_MS = 15
const LOOK_AT_CLOCK_EVERY = 64

/** Reads what one thread of the application records. */
export class RingSource {
  readonly source: number
  readonly control: ControlBlock
  readonly forwardsSpans: boolean
  readonly #ring: RingReader
  readonly #decoder: SpanDecoder

  constructor(share: SourceShare, resource: Resource) {
    this.source = share.source
    this.forwardsSpans = share.forwardsSpans
    this.control = new ControlBlock('hub', share.control)
    this.#ring = new RingReader(this.control, share.ring)
    this.#decoder = new SpanDecoder(resource, share.strings)
  }

  /**
   * Reads spans for one slice of time.
   *
   * @param take - Called with each span, `NaN` as `endMs` of one that is still open; says whether to read on.
   * @returns Whether everything was read.
   */
  drain(take: (span: Span) => boolean): boolean {
    const deadline = performance.now() + SLICE_MS
    for (let read = 1; ; read++) {
      const record = this.#ring.next()
      if (record === null) return true
      const span = this.#decode(record)
      if (span !== null && !take(span)) return this.isRead
      if (read % LOOK_AT_CLOCK_EVERY === 0 && performance.now() > deadline) return false
    }
  }

  /** Whether everything that was recorded is read. */
  get isRead(): boolean {
    return this.#ring.unreadBytes === 0
  }

  /** Position up to which spans were read: what {@link release} takes once they are safe. */
  get position(): number {
    return this.#ring.position
  }

  release(position: number): void {
    this.#ring.release(position)
  }

  /** Share of the ring that is not released, 0 to 1. */
  get pressure(): number {
    return this.#ring.waitingBytes / this.#ring.capacity
  }

  #decode(record: RingRecord): Span | null {
    try {
      return this.#decoder.decode(record)
    } catch {
      // Another hub would fail at it too, and never come to what lies behind it.
      this.control.count('traces', 'rejected', 1)
      return null
    }
  }
}
