import type { Signal } from '@cryo/conventions'
import type { IngestResult, OtlpContentType } from '@cryo/dashboard'
import type { ControlBlock } from '@cryo/protocol'

import { ingestMetrics, type PointWatcher } from './metrics/ingest-metrics.ts'
import type { SeriesStore } from './metrics/series-store.ts'
import { countLogRecords, decodeMetrics, decodeTraces } from './otlp/decode.ts'
import { OtlpDecodeError } from './otlp/otlp-decode-error.ts'
import { encodeMetrics } from './otlp/protobuf/encode-metrics.ts'
import { encodeTraces } from './otlp/protobuf/encode-traces.ts'
import { runSlices } from './otlp/steps.ts'
import type { Collector } from './pipeline/collector.ts'
import { keepSpans } from './spans/span-store.ts'
import type { SpanStore } from './spans/span-store.ts'

/** What an {@link Ingest} fills. */
export interface IngestOptions {
  readonly spans: SpanStore
  readonly series: SeriesStore
  readonly control: ControlBlock
  readonly collector: () => Collector | null
  /** Told of each point. */
  readonly watcher: PointWatcher
  /** Told when somebody else's values have come, and whether that is a process that is attached. */
  readonly onMetrics: (isAttached: boolean) => void
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
    const { resourceSpans, spanCount, rejected } = await runSlices(decodeTraces(body, contentType))
    await runSlices(keepSpans(this.#options.spans, resourceSpans))
    const forwarded = (): Uint8Array => (isJson ? encodeTraces(resourceSpans) : body)
    return this.#account(request, spanCount, rejected, forwarded)
  }

  async #takeMetrics(request: IngestRequest): Promise<IngestResult> {
    const { body, contentType, source, attached } = request
    const isJson = contentType === 'application/json'
    const { resourceMetrics, pointCount, rejected } = await runSlices(decodeMetrics(body, contentType))
    const { refused } = await runSlices(
      ingestMetrics(this.#options.series, resourceMetrics, source, !attached, this.#options.watcher),
    )
    this.#options.onMetrics(attached)
    const forwarded = (): Uint8Array => (isJson ? encodeMetrics(resourceMetrics) : body)
    return this.#account(request, pointCount, rejected, forwarded, refused)
  }

  #takeLogs(request: IngestRequest): IngestResult {
    const { body, contentType, signal } = request
    const isJson = contentType === 'application/json'
    const records = countLogRecords(body, contentType)
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
    refused = 0,
  ): IngestResult {
    const { control } = this.#options
    if (!attached) {
      control.count(signal, 'produced', items + rejected.count)
      control.count(signal, 'rejected', rejected.count)
      const collector = this.#options.collector()
      if (collector?.takes(signal) === true) {
        void collector.send(signal, body(), items)
      } else {
        // They were for the page and the scrapes alone, and there is no room for them.
        control.count(signal, 'delivered', items - refused)
        control.count(signal, 'queue_full', refused)
        if (refused > 0) {
          const message = rejected.reason || 'no room for more series, or a point contradicts its series'
          return { outcome: 'accepted', rejected: rejected.count + refused, message }
        }
      }
    }
    if (rejected.count === 0) return { outcome: 'accepted' }
    return { outcome: 'accepted', rejected: rejected.count, message: rejected.reason }
  }
}
