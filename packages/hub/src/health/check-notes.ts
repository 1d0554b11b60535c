import { ATTR_CHECK_KIND, ATTR_CHECK_MESSAGE, ATTR_CHECK_NAME } from '@cryo/conventions'

import type { Resource } from '../otlp/resource.ts'
import type { Span } from '../otlp/span.ts'

/** Checks whose last run is remembered. */
const MAX_NOTES = 1000
const MAX_MESSAGE_LENGTH = 1000

/** What the span of a run tells that the metrics of its check cannot. */
export interface CheckNote {
  readonly message: string | null
  readonly durationSeconds: number
  readonly endedMs: number
}

/** Remembers the last run of each check, by process; the one unseen for longest goes first. */
export class CheckNotes {
  readonly #notes = new Map<string, CheckNote>()

  /** Takes note of a finished span if it is the run of a check. */
  take(span: Span): void {
    const { attributes, startMs, endMs, resource } = span
    const name = attributes[ATTR_CHECK_NAME]
    if (typeof name !== 'string') return
    const key = noteKey(resource, String(attributes[ATTR_CHECK_KIND]), name)
    const known = this.#notes.get(key)
    // Spans of one process may overtake one another on their way.
    if (known !== undefined && known.endedMs > endMs) return
    const message = attributes[ATTR_CHECK_MESSAGE]
    this.#notes.delete(key)
    this.#notes.set(key, {
      message: typeof message === 'string' ? message.slice(0, MAX_MESSAGE_LENGTH) : null,
      durationSeconds: Math.max(0, endMs - startMs) / 1000,
      endedMs: endMs,
    })
    if (this.#notes.size <= MAX_NOTES) return
    for (const oldest of this.#notes.keys()) {
      this.#notes.delete(oldest)
      return
    }
  }

  find(resource: Resource, kind: string, name: string): CheckNote | undefined {
    return this.#notes.get(noteKey(resource, kind, name))
  }
}

function noteKey({ attributes }: Resource, kind: string, name: string): string {
  return [attributes['service.name'], attributes['service.instance.id'], kind, name].join('\n')
}
