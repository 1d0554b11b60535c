import type { Span } from '../otlp/span.ts'

/** Finished spans that are kept. */
const MAX_SPANS = 2000
/** Characters of all kept spans, roughly; a span of many long texts counts for many. */
const MAX_CHARACTERS = 8 * 1024 * 1024
/** Open spans that are kept. */
const MAX_OPEN = 1000

/**
 * The last finished spans and those that are open for over a second, of all processes.
 */
export class SpanStore {
  readonly #finished: { readonly span: Span; readonly size: number }[] = []
  #characters = 0
  readonly #open = new Map<string, Span>()
  readonly #onFinished: (span: Span) => void
  /** Open spans that found no room. */
  refusedOpen = 0

  /** @param onFinished - Told of each finished span. */
  constructor(onFinished: (span: Span) => void = () => {}) {
    this.#onFinished = onFinished
  }

  /** Keeps a span; one with `NaN` as its end is open, and its end will come under the same id. */
  add(span: Span): void {
    if (Number.isNaN(span.endMs)) {
      if (this.#open.size < MAX_OPEN) this.#open.set(span.spanId, span)
      else this.refusedOpen++
      return
    }
    this.#open.delete(span.spanId)
    this.#onFinished(span)
    const size = measureSpan(span)
    this.#finished.push({ span, size })
    this.#characters += size
    while (
      this.#finished.length > MAX_SPANS ||
      (this.#characters > MAX_CHARACTERS && this.#finished.length > 1)
    ) {
      this.#characters -= this.#finished.shift()?.size ?? 0
    }
  }

  /** Forgets the open spans of a process that has gone: their end will not come. */
  dropOpen(belongs: (span: Span) => boolean): Span[] {
    const dropped = [...this.#open.values()].filter(belongs)
    for (const span of dropped) this.#open.delete(span.spanId)
    return dropped
  }

  /** Finished spans, the newest first. */
  *newest(): Generator<Span> {
    for (let index = this.#finished.length - 1; index >= 0; index--) {
      const entry = this.#finished[index]
      if (entry !== undefined) yield entry.span
    }
  }

  /** Spans that are open, the oldest first. */
  open(): readonly Span[] {
    return [...this.#open.values()].toSorted((left, right) => left.startMs - right.startMs)
  }
}

function measureSpan(span: Span): number {
  let size = 300 + span.name.length
  for (const key in span.attributes) size += 20 + measureValue(span.attributes[key])
  for (const event of span.events) {
    size += 60
    for (const key in event.attributes) size += 20 + measureValue(event.attributes[key])
  }
  return size + span.links.length * 100
}

function measureValue(value: unknown): number {
  if (typeof value === 'string') return value.length
  return Array.isArray(value) ? value.length * 20 : 8
}
