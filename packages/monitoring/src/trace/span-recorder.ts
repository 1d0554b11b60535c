import type { ControlBlock, EncodableSpan, SpanEncoder } from '@cryo/protocol'

import type { RecordedSpan } from './recorded-span.ts'

/** A span that is open this long is announced to the hub. */
const ANNOUNCE_AFTER_MS = 1000
/**
 * Open spans that are kept, to be announced. An application that never ends its spans must not leak them through
 * us: what is past this is known from its end on.
 */
const MAX_OPEN = 4096
/** Announcements of one tick: they must neither hold the thread up nor take the ring from spans that have ended. */
const MAX_ANNOUNCED = 256

/**
 * Where spans go when they end: into shared memory, at once. What does not fit is counted, never waited for.
 */
export class SpanRecorder {
  readonly #control: ControlBlock
  readonly #encoder: SpanEncoder
  // The open spans as a list through the spans themselves: joining and leaving it costs two writes.
  #lastOpen: RecordedSpan | null = null
  #openCount = 0
  #onLate: (() => void) | null = null

  constructor(control: ControlBlock, encoder: SpanEncoder) {
    this.#control = control
    this.#encoder = encoder
  }

  /** Called by a span when it starts. */
  open(span: RecordedSpan): void {
    if (this.#openCount >= MAX_OPEN) return
    this.#openCount++
    span.isListed = true
    span.previousOpen = this.#lastOpen
    if (this.#lastOpen !== null) this.#lastOpen.nextOpen = span
    this.#lastOpen = span
  }

  /** Called by a span when it ends. */
  close(span: RecordedSpan): void {
    if (span.isListed) this.#unlist(span)
    this.record(span)
  }

  /** Hands over a span that has ended. */
  record(span: EncodableSpan): void {
    this.#control.count('traces', 'produced', 1)
    const result = this.#encode(span)
    if (result !== 'written') this.#control.count('traces', result, 1)
    this.#onLate?.()
  }

  /**
   * Notes that nobody reads the ring any more: the process ends.
   *
   * @param onLate - Called after each span that ends all the same.
   */
  end(onLate: () => void): void {
    this.#onLate = onLate
  }

  /** Announces spans that are open for over a second, each once; called on the periodic tick. */
  announceOpen(nowMs: number): void {
    let announced = 0
    for (let span = this.#lastOpen; span !== null; span = span.previousOpen) {
      if (span.announced) continue
      if (nowMs - span.startMs < ANNOUNCE_AFTER_MS) continue
      span.announced = this.#encode(span, true) !== 'queue_full'
      if (!span.announced || ++announced >= MAX_ANNOUNCED) return
    }
  }

  #unlist(span: RecordedSpan): void {
    const { previousOpen, nextOpen } = span
    if (nextOpen === null) this.#lastOpen = previousOpen
    else nextOpen.previousOpen = previousOpen
    if (previousOpen !== null) previousOpen.nextOpen = nextOpen
    span.previousOpen = null
    span.nextOpen = null
    span.isListed = false
    this.#openCount--
  }

  #encode(span: EncodableSpan, open?: boolean): 'written' | 'queue_full' | 'too_large' {
    try {
      return this.#encoder.encode(span, open)
    } catch {
      return 'too_large'
    }
  }
}
