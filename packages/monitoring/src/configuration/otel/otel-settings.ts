import type { Signal } from '@cryo/conventions'
import type { ForwardTarget } from '@cryo/protocol'

import type { OtelLogLevel } from './general-variables.ts'

/** What the `OTEL_*` variables say; plain data that a worker can be given. */
export interface OtelSettings {
  /** `OTEL_SDK_DISABLED`. */
  readonly disabled: boolean
  /** `OTEL_SERVICE_NAME`, else `service.name` of the attributes; `null` where neither is set. */
  readonly serviceName: string | null
  /** `OTEL_RESOURCE_ATTRIBUTES`, decoded. */
  readonly resourceAttributes: Readonly<Record<string, string>>
  /** Where the hub sends each signal; `null` where it sends none. */
  readonly forward: Forward | null
  /** Time between two times that metrics are forwarded, in milliseconds. */
  readonly metricExportIntervalMs: number
  /** When the hub sends spans on. */
  readonly spanBatch: BatchSettings
  readonly sampler: SamplerSettings
  readonly spanLimits: SpanLimits
  /** Propagators to register, in order; none for `none`. */
  readonly propagators: readonly NativePropagator[]
  readonly logLevel: OtelLogLevel
  readonly disabledInstrumentations: readonly InstrumentationName[]
  /** Why `@opentelemetry/sdk-node` has to be loaded, as `NAME=value`; empty where it need not. */
  readonly needsSdkNode: readonly string[]
  /** Where `@opentelemetry/exporter-prometheus` has to listen; `null` where it need not be loaded. */
  readonly prometheusExporter: { readonly host: string; readonly port: number } | null
  /** Lines to print once: wrong values, what has no effect here. */
  readonly notices: readonly string[]
}

/** Where each signal is sent; one that is absent is not. */
export type Forward = Readonly<Partial<Record<Signal, ForwardTarget>>>

/** When a batch is complete: at `maxItems`, or `delayMs` after its first item. */
export interface BatchSettings {
  readonly delayMs: number
  readonly maxItems: number
}

/** Which traces are recorded. */
export interface SamplerSettings {
  /** Decides where there is no parent, or where `parentBased` is false. */
  readonly root: 'always_on' | 'always_off' | 'traceidratio'
  /** Share of traces that `traceidratio` keeps, from 0 to 1; 1 for the others. */
  readonly ratio: number
  /** Whether a span follows the decision of its parent. */
  readonly parentBased: boolean
}

/** Limits of one span, named as `TracerProvider` of `@opentelemetry/sdk-trace` takes them. */
export interface SpanLimits {
  readonly attributeCountLimit: number
  /** In characters; `Infinity` for no limit. */
  readonly attributeValueLengthLimit: number
  readonly eventCountLimit: number
  readonly linkCountLimit: number
  readonly attributePerEventCountLimit: number
  readonly attributePerLinkCountLimit: number
}

/** Propagators that need no `@opentelemetry/sdk-node`. */
export type NativePropagator = 'tracecontext' | 'baggage'

/** Instrumentations that this package has, by the names that `@opentelemetry/auto-instrumentations-node` uses. */
export const INSTRUMENTATION_NAMES = ['http', 'undici', 'pg', 'express', 'fastify'] as const
export type InstrumentationName = (typeof INSTRUMENTATION_NAMES)[number]
