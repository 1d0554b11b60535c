import { ignored, SCOPE_NAME } from '@cryo/conventions'
import {
  type Context,
  context,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  type Span,
  type SpanOptions,
  trace,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api'

/** A span that records nothing. */
export const NO_SPAN: Span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT)

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

/** The active context; the root one where the context manager fails. */
export function readActiveContext(): Context {
  try {
    return context.active()
  } catch {
    ignored.internal++
    return ROOT_CONTEXT
  }
}
