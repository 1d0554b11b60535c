import { EVENT_EXCEPTION } from '@cryo/conventions'

import type { ResourceSpans, Span } from '../otlp/span.ts'
import { RecentSpans } from './recent-spans.ts'

/** Finished spans that are kept, and characters of them. */
const MAX_SPANS = 2000
const MAX_CHARACTERS = 8 * 1024 * 1024
/** The same of those that tell of errors: they outlast a storm of others. */
const MAX_WITH_ERRORS = 100
const MAX_ERROR_CHARACTERS = 1024 * 1024
/** Spans between two pauses: a millisecond. */
const SPANS_PER_STEP = 512
/** Open spans that are kept. */
const MAX_OPEN = 1000

/**
 * The last finished spans and those that are open for over a second, of all processes.
 */
export class SpanStore {
  readonly #finished = new RecentSpans(MAX_SPANS, MAX_CHARACTERS)
  readonly #withErrors = new RecentSpans(MAX_WITH_ERRORS, MAX_ERROR_CHARACTERS)
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
    this.#finished.add(span)
    if (span.events.some(({ name }) => name === EVENT_EXCEPTION)) this.#withErrors.add(span)
  }

  /** Forgets the open spans of a process that has gone: their end will not come. */
  dropOpen(belongs: (span: Span) => boolean): Span[] {
    const dropped = [...this.#open.values()].filter(belongs)
    for (const span of dropped) this.#open.delete(span.spanId)
    return dropped
  }

  /** Finished spans, the newest first. */
  newest(): Generator<Span> {
    return this.#finished.newest()
  }

  /** Finished spans with errors, the newest first; they are kept for longer than others. */
  newestWithErrors(): Generator<Span> {
    return this.#withErrors.newest()
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
