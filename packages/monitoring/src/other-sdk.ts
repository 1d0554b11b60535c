import { trace } from '@opentelemetry/api'
import type { Attributes, Context, Link, Span, SpanContext, SpanKind, SpanStatus } from '@opentelemetry/api'
import type { EncodableSpan } from '@cryo/protocol'

import type { SpanRecorder } from './trace/span-recorder.ts'

type HrTime = readonly [seconds: number, nanoseconds: number]

/** What spans of the OpenTelemetry SDK, versions 1 to 3, have in common. */
interface SdkSpan {
  readonly name: string
  readonly kind: SpanKind
  spanContext(): SpanContext
  readonly parentSpanContext?: SpanContext
  /** Version 1. */
  readonly parentSpanId?: string
  readonly startTime: HrTime
  readonly endTime: HrTime
  readonly status: SpanStatus
  readonly attributes: Attributes
  readonly links: readonly Link[]
  readonly events: readonly {
    readonly name: string
    readonly time: HrTime
    readonly attributes?: Attributes
  }[]
  readonly instrumentationScope?: { readonly name: string; readonly version?: string }
  /** Version 1. */
  readonly instrumentationLibrary?: { readonly name: string; readonly version?: string }
  readonly droppedAttributesCount: number
  readonly droppedEventsCount: number
  readonly droppedLinksCount: number
}

/** The part of the SDK's SpanProcessor that we are. */
interface SdkSpanProcessor {
  onStart(span: Span, context: Context): void
  onEnd(span: SdkSpan): void
  forceFlush(): Promise<void>
  shutdown(): Promise<void>
}

/** Hands the spans of a foreign SDK over to the hub. */
export function createSpanProcessor(recorder: SpanRecorder): SdkSpanProcessor {
  return {
    onStart: () => {},
    onEnd: (span) => {
      try {
        if ((span.spanContext().traceFlags & 1) === 1) recorder.record(toEncodable(span))
      } catch {
        // A span of a version that we do not know: theirs goes on without us.
      }
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  }
}

/**
 * Adds our processor to the provider that the application registered before us.
 *
 * @returns Whether there was a way to: version 1 has a method, versions 2 and 3 keep a list.
 */
export function joinProvider(recorder: SpanRecorder): boolean {
  const provider = unwrap(trace.getTracerProvider()) as {
    addSpanProcessor?: (processor: SdkSpanProcessor) => void
    _activeSpanProcessor?: { _spanProcessors?: SdkSpanProcessor[] }
    _spanProcessor?: { _spanProcessors?: SdkSpanProcessor[] }
  }
  const processor = createSpanProcessor(recorder)
  try {
    if (typeof provider.addSpanProcessor === 'function') {
      provider.addSpanProcessor(processor)
      return true
    }
    const list = (provider._activeSpanProcessor ?? provider._spanProcessor)?._spanProcessors
    if (!Array.isArray(list)) return false
    list.push(processor)
    return true
  } catch {
    return false
  }
}

/** The provider behind the API's proxy, which may be of another copy of the API than ours. */
function unwrap(provider: object): unknown {
  return 'getDelegate' in provider && typeof provider.getDelegate === 'function'
    ? provider.getDelegate()
    : provider
}

function toEncodable(span: SdkSpan): EncodableSpan {
  const context = span.spanContext()
  const parent =
    span.parentSpanContext ??
    (span.parentSpanId === undefined
      ? undefined
      : { traceId: context.traceId, spanId: span.parentSpanId, traceFlags: context.traceFlags })
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => context,
    parentSpanContext: parent,
    startMs: toMs(span.startTime),
    endMs: toMs(span.endTime),
    status: span.status,
    attributes: span.attributes,
    links: span.links,
    events: span.events.map(({ name, time, attributes }) => ({ name, timeMs: toMs(time), attributes })),
    instrumentationScope: span.instrumentationScope ?? span.instrumentationLibrary ?? { name: '' },
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  }
}

function toMs([seconds, nanoseconds]: HrTime): number {
  return seconds * 1000 + nanoseconds / 1e6
}
