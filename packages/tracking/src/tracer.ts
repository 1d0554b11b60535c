import { SCOPE_NAME } from '@cryo/conventions'
import {
  type Context,
  type SpanOptions,
  type Span,
  trace,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api'

import { NO_SPAN } from './operation-context.ts'
import { ignored } from './tracking-state.ts'

/** The tracer of the global provider; getting it anew costs the provider a look-up by a text it puts together. */
const current: { provider: TracerProvider | undefined; tracer: Tracer | undefined } = {
  provider: undefined,
  tracer: undefined,
}

/** Starts a span of ours; one that records nothing where there is no SDK, or where it fails. */
export function startSpan(name: string, options: SpanOptions, parent: Context): Span {
  try {
    const provider = trace.getTracerProvider()
    if (provider !== current.provider || current.tracer === undefined) {
      current.tracer = provider.getTracer(SCOPE_NAME)
      current.provider = provider
    }
    return current.tracer.startSpan(name, options, parent)
  } catch {
    ignored.internal++
    return NO_SPAN
  }
}
