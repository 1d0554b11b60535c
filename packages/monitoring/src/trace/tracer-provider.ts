import type { Tracer, TracerProvider } from '@opentelemetry/api'

import { RecordingTracer } from './tracer.ts'
import type { TracerSettings } from './tracer.ts'

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
    const key = `${name}\n${version ?? ''}`
    let tracer = this.#tracers.get(key)
    if (tracer === undefined) {
      tracer = new RecordingTracer(name, version, this.#settings)
      this.#tracers.set(key, tracer)
    }
    return tracer
  }
}
