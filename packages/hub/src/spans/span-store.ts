import type { ResourceSpans, Span } from '../otlp/span.ts'

/** Finished spans that are kept. */
const MAX_SPANS = 2000
/** Characters of all kept spans, roughly; a span of many long texts counts for many. */
const MAX_CHARACTERS = 8 * 1024 * 1024
/** Spans between two pauses: a millisecond. */
const SPANS_PER_STEP = 512
/** Open spans that are kept. */
const MAX_OPEN = 1000

/**
 * The last finished spans and those that are open for over a second, of all processes.
 */
export class SpanStore {
  readonly #finished: { readonly span: Span; readonly size: number }[] = []
  #characters = 0
  readonly #open = new Map<string, Span>()
  readonly #watchers: ((span: Span) => void)[] = []

  /** Lets somebody see each finished span once, also those that are not kept for long; it must not throw. */
  watch(watcher: (span: Span) => void): void {
    this.#watchers.push(watcher)
  }

  /** Keeps a span; one with `NaN` as its end is open, and its end will come under the same id. */
  add(span: Span): void {
    if (Number.isNaN(span.endMs)) {
      // One that finds no room is not lost: it comes again when it ends.
      if (this.#open.size < MAX_OPEN) this.#open.set(span.spanId, span)
      return
    }
    this.#open.delete(span.spanId)
    for (const watcher of this.#watchers) watcher(span)
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

/** Keeps the spans of a request, and pauses after each few hundred, so that the caller can let others run. */
export function* keepSpans(
  store: SpanStore,
  resourceSpans: readonly ResourceSpans[],
): Generator<undefined, void, undefined> {
  let kept = 0
  for (const { scopeSpans } of resourceSpans) {
    for (const { spans } of scopeSpans) {
      for (const span of spans) {
        store.add(span)
        if (++kept % SPANS_PER_STEP === 0) yield
      }
    }
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
