import type { TextMapPropagator } from '@opentelemetry/api'
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core'

import type { NativePropagator } from '../configuration/otel/otel-settings.ts'

/** Makes the propagator that `OTEL_PROPAGATORS` names. */
export function createPropagator(names: readonly NativePropagator[]): TextMapPropagator {
  const propagators = names.map((name) =>
    name === 'baggage' ? new W3CBaggagePropagator() : new W3CTraceContextPropagator(),
  )
  return new CompositePropagator({ propagators })
}
