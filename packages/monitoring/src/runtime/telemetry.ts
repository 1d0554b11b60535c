import { context, diag, metrics, propagation, trace } from '@opentelemetry/api'
import { SCOPE_NAME } from '@cryo/conventions'
import { createMeterProvider } from '@cryo/instruments/accumulator'
import { writeLogLine } from '@cryo/protocol'

import type { Configuration } from '../configuration/configuration.ts'
import { createResourceAttributes } from '../configuration/resource.ts'
import { AsyncContextManager } from '../context-manager.ts'
import { samplePools } from '../instrumentation/pool-sampler.ts'
import { startInstrumentations } from '../instrumentation/start-instrumentations.ts'
import { startSdkNode } from '../on-demand/sdk-node.ts'
import type { RunningSdkNode } from '../on-demand/sdk-node.ts'
import { joinProvider } from '../other-sdk/join-provider.ts'
import { createPropagator } from '../trace/create-propagator.ts'
import { createSampler } from '../trace/create-sampler.ts'
import { RecordingTracerProvider } from '../trace/tracer-provider.ts'
import type { Recording } from './recording.ts'
import { setDiagLogger } from './set-diag-logger.ts'
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
export function startTelemetry(recording: Recording, configuration: Configuration): Telemetry {
  const { otel } = configuration
  if (otel.logLevel !== 'none') setDiagLogger(otel.logLevel)
  const contexts = new AsyncContextManager()
  const sdkNode = startSdkNodeIfNeeded(recording, configuration, contexts)
  const provider = new RecordingTracerProvider({
    sampler: createSampler(otel.sampler),
    limits: otel.spanLimits,
    recorder: recording.spans,
  })
  if (sdkNode === null && !trace.setGlobalTracerProvider(provider)) {
    return joinOtherSdk(recording)
  }
  if (sdkNode === null) {
    context.setGlobalContextManager(contexts)
    propagation.setGlobalPropagator(createPropagator(otel.propagators))
    metrics.setGlobalMeterProvider(createMeterProvider(recording.metrics))
  }
  const stopInstrumentations = startInstrumentations({
    tracer: trace.getTracer(SCOPE_NAME, VERSION),
    contexts,
    disabled: new Set(otel.disabledInstrumentations),
    onFailure: (error) => diag.error('an instrumentation failed', error),
  })
  return {
    sample: samplePools,
    stop: () => {
      stopInstrumentations()
      void sdkNode?.shutdown().catch(() => {})
      trace.disable()
      context.disable()
      propagation.disable()
      metrics.disable()
    },
  }
}

/** Shows the spans of an SDK that was there before us, and the figures that only they tell; exports neither. */
function joinOtherSdk(recording: Recording): Telemetry {
  let isActive = true
  recording.forwardsSpans = false
  const joined = joinProvider({ recorder: recording.spans, hasFigures: true, isActive: () => isActive })
  writeLogLine(
    `another OpenTelemetry SDK is registered: it stays in charge; its spans ${joined ? 'come here too' : 'cannot be read here'}`,
  )
  return {
    sample: () => {},
    stop: () => {
      isActive = false
    },
  }
}

function startSdkNodeIfNeeded(
  recording: Recording,
  configuration: Configuration,
  contexts: AsyncContextManager,
): RunningSdkNode | null {
  const reasons = configuration.otel.needsSdkNode
  if (reasons.length === 0) return null
  return startSdkNode({ reasons, contexts, recording, resource: createResourceAttributes(configuration) })
}
