import type { Attributes, Link, SpanContext, SpanKind, SpanStatus } from '@opentelemetry/api'

type HrTime = readonly [seconds: number, nanoseconds: number]

/** What ended spans of the OpenTelemetry SDK, versions 1 to 3, have in common. */
export interface SdkSpan {
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

/** A time of the SDK in Unix milliseconds. */
export function toMs([seconds, nanoseconds]: HrTime): number {
  return seconds * 1000 + nanoseconds / 1e6
}
