import type { Attributes } from '../attributes.ts'
import { NO_ATTRIBUTES } from '../attributes.ts'
import { readAttribute } from './decode-attributes.ts'
import { addExemplar } from './decode-exemplar.ts'
import type { Exemplar, NumberPoint } from '../metric.ts'
import { NO_EXEMPLARS, NO_RECORDED_VALUE } from '../metric.ts'
import type { ProtobufReader } from './reader.ts'
import type { Rejections } from '../rejections.ts'
import { isPointTaken } from '../point-rules.ts'

/** Reads one `NumberDataPoint`; undefined, and counted, when it has no time, no value or too many attributes. */
export function readNumberPoint(reader: ProtobufReader, rejections: Rejections): NumberPoint | undefined {
  reader.startItem()
  const end = reader.end()
  let attributes: Readonly<Attributes> = NO_ATTRIBUTES
  let startMs = 0
  let timeMs = 0
  let flags = 0
  let value: number | undefined
  let isInt = false
  let exemplars: readonly Exemplar[] = NO_EXEMPLARS
  while (reader.pos < end) {
    const tag = reader.tag()
    switch (tag) {
      case 0x3a:
        attributes = readAttribute(reader, attributes)
        break
      case 0x11:
        startMs = reader.unixNano()
        break
      case 0x19:
        timeMs = reader.unixNano()
        break
      case 0x21:
        value = reader.readDouble()
        isInt = false
        break
      case 0x31:
        value = reader.readSFixed64()
        isInt = true
        break
      case 0x2a:
        exemplars = addExemplar(exemplars, reader)
        break
      case 0x40:
        flags = reader.readVarint()
        break
      default:
        reader.skipField(tag, 'NumberDataPoint', 0b1_1111_1100)
    }
  }
  reader.close(end)
  const hasValue = value !== undefined || (flags & NO_RECORDED_VALUE) !== 0
  if (!isPointTaken(timeMs, reader.skippedValues, hasValue, rejections)) return undefined
  return { attributes, startMs, timeMs, flags, value: value ?? 0, isInt, exemplars }
}
