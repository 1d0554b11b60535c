import type { RawMessage } from './decode-protobuf.ts'
import { attributes, items, message, nanoseconds, number, text, value } from './read-raw.ts'
import type { ReceivedLog } from './received-telemetry.ts'

/** The records of a decoded `ExportLogsServiceRequest`. */
export function readLogs(request: RawMessage): readonly ReceivedLog[] {
  const found: ReceivedLog[] = []
  for (const [record, origin] of items(request, ['resourceLogs', 'scopeLogs', 'logRecords'])) {
    found.push({
      ...origin,
      timeUnixNano: nanoseconds(record, 'timeUnixNano'),
      observedTimeUnixNano: nanoseconds(record, 'observedTimeUnixNano'),
      severityNumber: number(record, 'severityNumber'),
      severityText: text(record, 'severityText'),
      eventName: text(record, 'eventName'),
      body: value(message(record, 'body')),
      attributes: attributes(record),
      traceId: text(record, 'traceId'),
      spanId: text(record, 'spanId'),
    })
  }
  return found
}
