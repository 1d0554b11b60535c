import type { Span } from '../otlp/span.ts'

/** The last spans that were added, bounded in number and in size. */
export class RecentSpans {
  readonly #maxSpans: number
  readonly #maxCharacters: number
  readonly #entries: { readonly span: Span; readonly size: number }[] = []
  #characters = 0

  /** @param maxCharacters - Of all of them, roughly; a span of many long texts counts for many. */
  constructor(maxSpans: number, maxCharacters: number) {
    this.#maxSpans = maxSpans
    this.#maxCharacters = maxCharacters
  }

  add(span: Span): void {
    const size = measureSpan(span)
    this.#entries.push({ span, size })
    this.#characters += size
    while (
      this.#entries.length > this.#maxSpans ||
      (this.#characters > this.#maxCharacters && this.#entries.length > 1)
    ) {
      this.#characters -= this.#entries.shift()?.size ?? 0
    }
  }

  *newest(): Generator<Span> {
    for (let index = this.#entries.length - 1; index >= 0; index--) {
      const entry = this.#entries[index]
      if (entry !== undefined) yield entry.span
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
