import { toDecodeError } from '../otlp-decode-error.ts'
import { ProtobufReader } from './reader.ts'

/** Where log records are: field 1 of the request holds `ResourceLogs`, its field 2 `ScopeLogs`, its field 2 them. */
const LEVELS = [
  { name: 'ExportLogsServiceRequest', tag: 0x0a, known: 0b10 },
  { name: 'ResourceLogs', tag: 0x12, known: 0b1110 },
  { name: 'ScopeLogs', tag: 0x12, known: 0b1110 },
] as const

/**
 * Counts the records of an `ExportLogsServiceRequest` without reading them.
 * @throws OtlpDecodeError when the body is not one.
 */
export function countLogRecordsProtobuf(body: Uint8Array): number {
  try {
    const reader = new ProtobufReader(body)
    return countIn(reader, reader.length, 0)
  } catch (error) {
    throw toDecodeError('logs', error)
  }
}

function countIn(reader: ProtobufReader, end: number, depth: number): number {
  const level = LEVELS[depth]
  if (level === undefined) {
    reader.pos = end
    return 1
  }
  let count = 0
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag === level.tag) count += countIn(reader, reader.end(), depth + 1)
    else if ((tag & 7) === 2) reader.pos = reader.end()
    else reader.skipField(tag, level.name, level.known)
  }
  reader.close(end)
  return count
}
