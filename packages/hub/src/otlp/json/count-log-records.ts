import { toDecodeError } from '../otlp-decode-error.ts'
import { parseBody, toArray, toObject } from './fields.ts'

/**
 * Counts the records of an `ExportLogsServiceRequest` in JSON.
 * @throws OtlpDecodeError when the body is not one.
 */
export function countLogRecordsJson(body: Uint8Array): number {
  try {
    let count = 0
    for (const group of toArray(parseBody(body)['resourceLogs'], 'resourceLogs')) {
      for (const scopeGroup of toArray(toObject(group, 'resourceLogs')['scopeLogs'], 'scopeLogs')) {
        count += toArray(toObject(scopeGroup, 'scopeLogs')['logRecords'], 'logRecords').length
      }
    }
    return count
  } catch (error) {
    throw toDecodeError('logs', error)
  }
}
