import type { Tracer, TracerProvider } from '@opentelemetry/api'

import { RecordingTracer } from './tracer.ts'
import type { TracerSettings } from './tracer.ts'

/** Tracers that are kept; further ones are made each time. */
const MAX_TRACERS = 1000
/** A longer name would not be in the table of recurring strings that the hub is told. */
const MAX_NAME_LENGTH = 192
const MAX_VERSION_LENGTH = 63

/**
 * The TracerProvider of the application's thread: it makes spans and records them, and knows nothing of
 * exporters. Resource, batching and export are the hub's.
 */
export class RecordingTracerProvider implements TracerProvider {
  readonly #settings: TracerSettings
  readonly #tracers = new Map<string, Tracer>()

  constructor(settings: TracerSettings) {
    this.#settings = settings
  }

  getTracer(name: string, version?: string): Tracer {
    const scopeName = typeof name === 'string' ? name.slice(0, MAX_NAME_LENGTH) : ''
    const scopeVersion = typeof version === 'string' ? version.slice(0, MAX_VERSION_LENGTH) : undefined
    const key = `${scopeName}\n${scopeVersion ?? ''}`
    let tracer = this.#tracers.get(key)
    if (tracer === undefined) {
      tracer = new RecordingTracer(scopeName, scopeVersion, this.#settings)
      if (this.#tracers.size < MAX_TRACERS) this.#tracers.set(key, tracer)
    }
    return tracer
  }
}
