import { setImmediate as nextTurn } from 'node:timers/promises'

import type { Signal } from '@cryo/conventions'
import type { IngestResult, OtlpContentType } from '@cryo/dashboard'
import type { ControlBlock } from '@cryo/protocol'

import { ingestMetrics } from './metrics/ingest-metrics.ts'
import type { SeriesStore } from './metrics/series-store.ts'
import { countLogRecordsJson } from './otlp/json/count-log-records.ts'
import { decodeMetricsJson } from './otlp/json/decode-metrics.ts'
import { decodeTracesJson } from './otlp/json/decode-traces.ts'
import { OtlpDecodeError } from './otlp/otlp-decode-error.ts'
import { countLogRecordsProtobuf } from './otlp/protobuf/count-log-records.ts'
import { decodeMetricsProtobuf } from './otlp/protobuf/decode-metrics.ts'
import { decodeTracesProtobuf } from './otlp/protobuf/decode-traces.ts'
import { encodeMetrics } from './otlp/protobuf/encode-metrics.ts'
import { encodeTraces } from './otlp/protobuf/encode-traces.ts'
import type { Collector } from './pipeline/collector.ts'
import type { SpanStore } from './spans/span-store.ts'

const SLICE_MS = 15

/** What an {@link Ingest} fills. */
export interface IngestOptions {
  readonly spans: SpanStore
  readonly series: SeriesStore
  readonly control: ControlBlock
  readonly collector: () => Collector | null
}

/** One request of OTLP/HTTP, decompressed. */
export interface IngestRequest {
  readonly signal: Signal
  readonly contentType: OtlpContentType
  readonly body: Uint8Array
  /** Who sent it; an attached process counts and forwards its telemetry itself. */
  readonly source: string
  readonly attached: boolean
}

/** Takes OTLP from other processes: into the stores, and on to the collector. */
export class Ingest {
  readonly #options: IngestOptions

  constructor(options: IngestOptions) {
    this.#options = options
  }

  async take(request: IngestRequest): Promise<IngestResult> {
    try {
      switch (request.signal) {
        case 'traces':
          return await this.#takeTraces(request)
        case 'metrics':
          return await this.#takeMetrics(request)
        case 'logs':
          return this.#takeLogs(request)
      }
    } catch (error) {
      if (error instanceof OtlpDecodeError) return { outcome: 'invalid', message: error.message }
      throw error
    }
  }

  async #takeTraces(request: IngestRequest): Promise<IngestResult> {
    const { body, contentType } = request
    const isJson = contentType === 'application/json'
    const { resourceSpans, spanCount, rejected } = await inSlices(
      isJson ? decodeTracesJson(body) : decodeTracesProtobuf(body),
    )
    for (const { scopeSpans } of resourceSpans) {
      for (const { spans } of scopeSpans) for (const span of spans) this.#options.spans.add(span)
    }
    const forwarded = (): Uint8Array => (isJson ? encodeTraces(resourceSpans) : body)
    return this.#account(request, spanCount, rejected, forwarded)
  }

  async #takeMetrics(request: IngestRequest): Promise<IngestResult> {
    const { body, contentType, source } = request
    const isJson = contentType === 'application/json'
    const { resourceMetrics, pointCount, rejected } = await inSlices(
      isJson ? decodeMetricsJson(body) : decodeMetricsProtobuf(body),
    )
    await inSlices(ingestMetrics(this.#options.series, resourceMetrics, source))
    const forwarded = (): Uint8Array => (isJson ? encodeMetrics(resourceMetrics) : body)
    return this.#account(request, pointCount, rejected, forwarded)
  }

  #takeLogs(request: IngestRequest): IngestResult {
    const { body, contentType, signal } = request
    const isJson = contentType === 'application/json'
    const records = isJson ? countLogRecordsJson(body) : countLogRecordsProtobuf(body)
    const { control } = this.#options
    if (!isJson && this.#options.collector()?.takes('logs') === true) {
      return this.#account(request, records, { count: 0, reason: '' }, () => body)
    }
    control.count(signal, 'produced', records)
    control.count(signal, 'rejected', records)
    const message = isJson
      ? 'logs are forwarded as protobuf only'
      : 'logs are only forwarded, and no endpoint for them is configured'
    return { outcome: 'accepted', rejected: records, message }
  }

  #account(
    { signal, attached }: IngestRequest,
    items: number,
    rejected: { readonly count: number; readonly reason: string },
    body: () => Uint8Array,
  ): IngestResult {
    const { control } = this.#options
    if (!attached) {
      control.count(signal, 'produced', items + rejected.count)
      control.count(signal, 'rejected', rejected.count)
      const collector = this.#options.collector()
      if (collector?.takes(signal) === true) void collector.send(signal, body(), items)
      else control.count(signal, 'delivered', items)
    }
    if (rejected.count === 0) return { outcome: 'accepted' }
    return { outcome: 'accepted', rejected: rejected.count, message: rejected.reason }
  }
}

/** Runs a generator to its end without keeping the hub from its other work. */
async function inSlices<Result>(steps: Generator<undefined, Result, undefined>): Promise<Result> {
  let deadline = performance.now() + SLICE_MS
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    if (performance.now() < deadline) continue
    await nextTurn()
    deadline = performance.now() + SLICE_MS
  }
}
