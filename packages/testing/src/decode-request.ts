import { gunzipSync } from 'node:zlib'
import { decodeProtobuf, type RawMessage } from './decode-protobuf.ts'
import { LOGS_REQUEST, METRICS_REQUEST, TRACES_REQUEST } from './otlp-schema.ts'
import { readLogs } from './read-logs.ts'
import { readMetrics } from './read-metrics.ts'
import { readSpans } from './read-spans.ts'
import type { ReceivedLog, ReceivedMetric, ReceivedSpan } from './received-telemetry.ts'

/** What one OTLP request carries; two of the three are empty. */
export interface ReceivedBatch {
  readonly spans: readonly ReceivedSpan[]
  readonly metrics: readonly ReceivedMetric[]
  readonly logs: readonly ReceivedLog[]
}

const MAX_BODY_BYTES = 256 * 1024 * 1024
const EMPTY: ReceivedBatch = { spans: [], metrics: [], logs: [] }

/**
 * Decodes the body of an OTLP/HTTP request, protobuf or JSON, gzip or plain.
 *
 * Throws if the path is of no signal or the body does not decode.
 */
export function decodeRequest(
  path: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  sent: Uint8Array,
): ReceivedBatch {
  const bytes =
    headers['content-encoding'] === 'gzip' ? gunzipSync(sent, { maxOutputLength: MAX_BODY_BYTES }) : sent
  const isJson = String(headers['content-type']).startsWith('application/json')
  const decode = (schema: typeof TRACES_REQUEST): RawMessage =>
    isJson ? (JSON.parse(Buffer.from(bytes).toString()) as RawMessage) : decodeProtobuf(schema, bytes)

  if (path.endsWith('/v1/traces')) return { ...EMPTY, spans: readSpans(decode(TRACES_REQUEST)) }
  if (path.endsWith('/v1/metrics')) return { ...EMPTY, metrics: readMetrics(decode(METRICS_REQUEST)) }
  if (path.endsWith('/v1/logs')) return { ...EMPTY, logs: readLogs(decode(LOGS_REQUEST)) }
  throw new Error(`${path} is no OTLP path`)
}
