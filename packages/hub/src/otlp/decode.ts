import { countLogRecordsJson } from './json/count-log-records.ts'
import { decodeMetricsJson } from './json/decode-metrics.ts'
import { decodeTracesJson } from './json/decode-traces.ts'
import { countLogRecordsProtobuf } from './protobuf/count-log-records.ts'
import { decodeMetricsProtobuf } from './protobuf/decode-metrics.ts'
import type { DecodedMetrics, DecodedTraces } from './decoded.ts'
import { decodeTracesProtobuf } from './protobuf/decode-traces.ts'

/** The two encodings of OTLP/HTTP. */
export type OtlpContentType = 'application/x-protobuf' | 'application/json'

/**
 * Decodes the body of `POST /v1/traces` in steps of a few milliseconds at most.
 * @throws OtlpDecodeError when the body is not what it should be; nothing of it counts then.
 * @example
 * const { resourceSpans, rejected } = await runSlices(decodeTraces(body, 'application/x-protobuf'))
 */
export function decodeTraces(
  body: Uint8Array,
  contentType: OtlpContentType,
): Generator<undefined, DecodedTraces, undefined> {
  return contentType === 'application/json' ? decodeTracesJson(body) : decodeTracesProtobuf(body)
}

/**
 * Decodes the body of `POST /v1/metrics` in steps of a few milliseconds at most.
 * @throws OtlpDecodeError when the body is not what it should be; nothing of it counts then.
 */
export function decodeMetrics(
  body: Uint8Array,
  contentType: OtlpContentType,
): Generator<undefined, DecodedMetrics, undefined> {
  return contentType === 'application/json' ? decodeMetricsJson(body) : decodeMetricsProtobuf(body)
}

/**
 * Counts the records in the body of `POST /v1/logs`, which the hub passes on unread.
 * @throws OtlpDecodeError when the body is not what it should be.
 */
export function countLogRecords(body: Uint8Array, contentType: OtlpContentType): number {
  return contentType === 'application/json' ? countLogRecordsJson(body) : countLogRecordsProtobuf(body)
}
