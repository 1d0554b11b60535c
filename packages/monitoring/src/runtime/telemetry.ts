import { context, metrics, propagation, trace } from '@opentelemetry/api'
import { SCOPE_NAME } from '@cryo/conventions'
import { createMeterProvider } from '@cryo/instruments/accumulator'
import { writeLogLine } from '@cryo/protocol'

import type { Configuration } from '../configuration/configuration.ts'
import { AsyncContextManager } from '../context-manager.ts'
import { startInstrumentations } from '../instrumentation/start-instrumentations.ts'
import { joinProvider } from '../other-sdk.ts'
import { createPropagator } from '../trace/create-propagator.ts'
import { createSampler } from '../trace/create-sampler.ts'
import { RecordingTracerProvider } from '../trace/tracer-provider.ts'
import type { Recording } from './recording.ts'
import { VERSION } from './version.ts'

/** OpenTelemetry as it runs in one thread of the application. */
export interface Telemetry {
  /** Samples what cannot be counted as it happens, such as the connections of pools. */
  sample(): void
  /** Leaves the application's OpenTelemetry API as it was before us. */
  stop(): void
}

/**
 * Registers our providers with the OpenTelemetry API and starts the instrumentations.
 *
 * An SDK that the application registered before us stays in charge: our processor joins it where there is a
 * way, and nothing of ours is instrumented twice.
 */
export function startTelemetry(recording: Recording, { otel }: Configuration): Telemetry {
  const provider = new RecordingTracerProvider({
    sampler: createSampler(otel.sampler),
    limits: otel.spanLimits,
    recorder: recording.spans,
  })
  if (!trace.setGlobalTracerProvider(provider)) {
    const joined = joinProvider(recording.spans)
    writeLogLine(
      `another OpenTelemetry SDK is registered: it stays in charge; its spans ${joined ? 'come here too' : 'cannot be read here'}`,
    )
    return { sample: () => {}, stop: () => {} }
  }
  const contexts = new AsyncContextManager()
  context.setGlobalContextManager(contexts)
  propagation.setGlobalPropagator(createPropagator(otel.propagators))
  metrics.setGlobalMeterProvider(createMeterProvider(recording.metrics))
  const stopInstrumentations = startInstrumentations({
    tracer: provider.getTracer(SCOPE_NAME, VERSION),
    contexts,
    disabled: new Set(otel.disabledInstrumentations),
  })
  return {
    sample: () => {},
    stop: () => {
      stopInstrumentations()
      trace.disable()
      context.disable()
      propagation.disable()
      metrics.disable()
    },
  }
}
