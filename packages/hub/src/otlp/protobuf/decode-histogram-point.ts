import type { Attributes } from '../attributes.ts'
import { NO_ATTRIBUTES } from '../attributes.ts'
import { readAttribute } from './decode-attributes.ts'
import { addExemplar } from './decode-exemplar.ts'
import type { Exemplar, HistogramPoint } from '../metric.ts'
import { NO_EXEMPLARS } from '../metric.ts'
import { areBucketsSound, isPointTaken } from '../point-rules.ts'
import type { ProtobufReader } from './reader.ts'
import type { Rejections } from '../rejections.ts'

/** Reads one `HistogramDataPoint`; undefined, and counted, when its time, attributes or buckets are unsound. */
export function readHistogramPoint(
  reader: ProtobufReader,
  rejections: Rejections,
): HistogramPoint | undefined {
  reader.startItem()
  const end = reader.end()
  let attributes: Readonly<Attributes> = NO_ATTRIBUTES
  let startMs = 0
  let timeMs = 0
  let flags = 0
  let count = 0
  let sum: number | undefined
  let min: number | undefined
  let max: number | undefined
  const ownBounds: number[] = []
  let bounds: readonly number[] = ownBounds
  const counts: number[] = []
  let exemplars: readonly Exemplar[] = NO_EXEMPLARS
  while (reader.pos < end) {
    const tag = reader.tag()
    switch (tag) {
      case 0x4a:
        attributes = readAttribute(reader, attributes)
        break
      case 0x11:
        startMs = reader.unixNano()
        break
      case 0x19:
        timeMs = reader.unixNano()
        break
      case 0x21:
        count = reader.readFixed64()
        break
      case 0x29:
        sum = reader.readDouble()
        break
      case 0x32:
        reader.packedFixed64(counts)
        break
      case 0x31:
        counts.push(reader.readFixed64())
        break
      case 0x3a:
        bounds = reader.packedBounds(ownBounds)
        break
      case 0x39:
        ownBounds.push(reader.readDouble())
        break
      case 0x42:
        exemplars = addExemplar(exemplars, reader)
        break
      case 0x50:
        flags = reader.readVarint()
        break
      case 0x59:
        min = reader.readDouble()
        break
      case 0x61:
        max = reader.readDouble()
        break
      default:
        reader.skipField(tag, 'HistogramDataPoint', 0b1_1111_1111_1100)
    }
  }
  reader.close(end)
  if (!isPointTaken(timeMs, reader.skippedValues, true, rejections)) return undefined
  if (!areBucketsSound(bounds, counts)) {
    rejections.add('a histogram point whose buckets do not fit its bounds')
    return undefined
  }
  return { attributes, startMs, timeMs, flags, count, sum, min, max, bounds, counts, exemplars }
}
