import type { Context, Span } from '@opentelemetry/api'
import type { EncodableSpan } from '@cryo/protocol'

import type { SpanRecorder } from '../trace/span-recorder.ts'
import { recordFigures } from './span-figures.ts'
import { toMs } from './sdk-span.ts'
import type { SdkSpan } from './sdk-span.ts'

/** The part of the SDK's SpanProcessor that we are. */
export interface SdkSpanProcessor {
  onStart(span: Span, context: Context): void
  onEnd(span: SdkSpan): void
  forceFlush(): Promise<void>
  shutdown(): Promise<void>
}

/** What becomes of the spans. */
export interface SpanProcessorOptions {
  /** Where they are handed over to the hub. */
  readonly recorder: SpanRecorder
  /** Whether durations of requests and queries are counted by them: nothing else counts those. */
  readonly hasFigures: boolean
  /** Asked for each span; `false` once monitoring has ended, since a provider has no way to let go of a processor. */
  readonly isActive: () => boolean
}

const DONE = Promise.resolve()

/** Hands the spans of the OpenTelemetry SDK over to the hub. Nothing that happens here reaches the SDK. */
export function createSpanProcessor({
  recorder,
  hasFigures,
  isActive,
}: SpanProcessorOptions): SdkSpanProcessor {
  return {
    onStart: () => {},
    onEnd: (span) => {
      if (!isActive()) return
      try {
        if (hasFigures) recordFigures(span)
        if ((span.spanContext().traceFlags & 1) === 1) recorder.record(toEncodable(span))
      } catch {
        // A span of a version that we do not know: theirs goes on without us.
      }
    },
    forceFlush: () => DONE,
    shutdown: () => DONE,
  }
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
