import type { Attributes } from '../attributes.ts'
import { NO_ATTRIBUTES } from '../attributes.ts'
import { readAttribute } from './decode-attributes.ts'
import type { SummaryPoint } from '../metric.ts'
import { isPointTaken } from '../point-rules.ts'
import type { ProtobufReader } from './reader.ts'
import type { Rejections } from '../rejections.ts'

/** Reads one `SummaryDataPoint`; undefined, and counted, when it has no time or too many attributes. */
export function readSummaryPoint(reader: ProtobufReader, rejections: Rejections): SummaryPoint | undefined {
  reader.startItem()
  const end = reader.end()
  let attributes: Readonly<Attributes> = NO_ATTRIBUTES
  let startMs = 0
  let timeMs = 0
  let flags = 0
  let count = 0
  let sum = 0
  const quantiles: { quantile: number; value: number }[] = []
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag === 0x3a) attributes = readAttribute(reader, attributes)
    else if (tag === 0x11) startMs = reader.unixNano()
    else if (tag === 0x19) timeMs = reader.unixNano()
    else if (tag === 0x21) count = reader.readFixed64()
    else if (tag === 0x29) sum = reader.readDouble()
    else if (tag === 0x32) quantiles.push(readQuantile(reader))
    else if (tag === 0x40) flags = reader.readVarint()
    else reader.skipField(tag, 'SummaryDataPoint', 0b1_1111_1100)
  }
  reader.close(end)
  if (!isPointTaken(timeMs, reader.skippedValues, true, rejections)) return undefined
  return { attributes, startMs, timeMs, flags, count, sum, quantiles }
}

function readQuantile(reader: ProtobufReader): { quantile: number; value: number } {
  const end = reader.end()
  let quantile = 0
  let value = 0
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag === 0x09) quantile = reader.readDouble()
    else if (tag === 0x11) value = reader.readDouble()
    else reader.skipField(tag, 'ValueAtQuantile', 0b110)
  }
  reader.close(end)
  return { quantile, value }
}
