import {
  context as contextApi,
  INVALID_SPAN_CONTEXT,
  ROOT_CONTEXT,
  isSpanContextValid,
  SpanKind,
  trace,
  TraceFlags,
} from '@opentelemetry/api'
import type { Context, Span, SpanContext, SpanOptions, Tracer } from '@opentelemetry/api'
import { isTracingSuppressed } from '@opentelemetry/core'
import { SamplingDecision } from '@opentelemetry/sdk-trace'
import type { Sampler } from '@opentelemetry/sdk-trace'

import type { SpanLimits } from '../configuration/otel/otel-settings.ts'
import { toContext } from '../to-context.ts'
import { RecordedSpan } from './recorded-span.ts'
import { createSpanId, createTraceId } from './span-ids.ts'
import type { SpanRecorder } from './span-recorder.ts'
import { toText } from './to-text.ts'

/** What all tracers of a provider share. */
export interface TracerSettings {
  readonly sampler: Sampler
  readonly limits: SpanLimits
  readonly recorder: SpanRecorder
}

/** A tracer whose spans record into shared memory. */
export class RecordingTracer implements Tracer {
  readonly #scope: { readonly name: string; readonly version?: string | undefined }
  readonly #settings: TracerSettings

  constructor(name: string, version: string | undefined, settings: TracerSettings) {
    this.#scope = { name, version }
    this.#settings = settings
  }

  /** Makes a span of whatever it is given; never throws. */
  startSpan(name: string, options?: SpanOptions, context: Context = contextApi.active()): Span {
    try {
      return this.#start(toText(name), options ?? {}, context)
    } catch {
      return this.#startBare(toText(name), context)
    }
  }

  /** A span without options that throw when they are read, and without a context that is none. */
  #startBare(name: string, context: Context): Span {
    try {
      return this.#start(name, {}, context)
    } catch {
      return this.#start(name, {}, ROOT_CONTEXT)
    }
  }

  #start(name: string, options: SpanOptions, context: Context): Span {
    if (isTracingSuppressed(context)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT)
    const { sampler, limits, recorder } = this.#settings
    const startContext = options.root === true ? trace.deleteSpan(context) : context
    const candidate = trace.getSpanContext(startContext)
    const parent = candidate !== undefined && isSpanContextValid(candidate) ? candidate : undefined
    const traceId = parent?.traceId ?? createTraceId()
    const kind = isSpanKind(options.kind) ? options.kind : SpanKind.INTERNAL
    const { attributes = {}, links = [] } = options
    const sampled = sampler.shouldSample(startContext, traceId, name, kind, attributes, links)
    const traceState = sampled.traceState ?? parent?.traceState
    const recording = sampled.decision === SamplingDecision.RECORD_AND_SAMPLED
    const spanContext: SpanContext = {
      traceId,
      spanId: createSpanId(),
      traceFlags: recording ? TraceFlags.SAMPLED : TraceFlags.NONE,
      ...(typeof traceState?.serialize === 'function' ? { traceState } : undefined),
    }
    if (!recording) return trace.wrapSpanContext(spanContext)
    const span = new RecordedSpan(
      {
        name,
        kind,
        context: spanContext,
        parent,
        scope: this.#scope,
        attributes: options.attributes,
        links: options.links,
        startTime: options.startTime,
      },
      recorder,
      limits,
    )
    if (sampled.attributes !== undefined) span.setAttributes(sampled.attributes)
    return span
  }

  startActiveSpan<F extends (span: Span) => unknown>(name: string, fn: F): ReturnType<F>
  startActiveSpan<F extends (span: Span) => unknown>(name: string, options: SpanOptions, fn: F): ReturnType<F>
  startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    options: SpanOptions,
    context: Context,
    fn: F,
  ): ReturnType<F>
  startActiveSpan<F extends (span: Span) => unknown>(
    name: string,
    ...rest: readonly [F] | readonly [SpanOptions, F] | readonly [SpanOptions, Context, F]
  ): ReturnType<F> {
    const fn = rest.at(-1) as F
    const options = rest.length > 1 ? (rest[0] as SpanOptions | undefined) : undefined
    const given = rest.length > 2 ? (rest[1] as Context | undefined) : undefined
    const parent = given === undefined ? contextApi.active() : toContext(given)
    const span = this.startSpan(name, options, parent)
    return contextApi.with(trace.setSpan(parent, span), fn as (span: Span) => ReturnType<F>, undefined, span)
  }
}

function isSpanKind(kind: unknown): kind is SpanKind {
  return typeof kind === 'number' && SpanKind[kind] !== undefined
}
