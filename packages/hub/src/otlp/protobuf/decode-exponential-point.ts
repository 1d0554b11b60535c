import type { Attributes } from '../attributes.ts'
import { NO_ATTRIBUTES } from '../attributes.ts'
import { readAttribute } from './decode-attributes.ts'
import { addExemplar } from './decode-exemplar.ts'
import type { Exemplar, ExponentialBuckets, ExponentialHistogramPoint } from '../metric.ts'
import { NO_EXEMPLARS } from '../metric.ts'
import { isPointTaken, isScaleSound } from '../point-rules.ts'
import type { ProtobufReader } from './reader.ts'
import type { Rejections } from '../rejections.ts'

const NO_BUCKETS: ExponentialBuckets = Object.freeze({ offset: 0, counts: Object.freeze([]) })

/** Reads one `ExponentialHistogramDataPoint`; undefined, and counted, when its time, attributes or scale is unsound. */
export function readExponentialPoint(
  reader: ProtobufReader,
  rejections: Rejections,
): ExponentialHistogramPoint | undefined {
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
  let scale = 0
  let zeroCount = 0
  let zeroThreshold = 0
  let positive = NO_BUCKETS
  let negative = NO_BUCKETS
  let exemplars: readonly Exemplar[] = NO_EXEMPLARS
  while (reader.pos < end) {
    const tag = reader.tag()
    switch (tag) {
      case 0x0a:
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
      case 0x30:
        scale = reader.readSVarint()
        break
      case 0x39:
        zeroCount = reader.readFixed64()
        break
      case 0x42:
        positive = readBuckets(reader)
        break
      case 0x4a:
        negative = readBuckets(reader)
        break
      case 0x50:
        flags = reader.readVarint()
        break
      case 0x5a:
        exemplars = addExemplar(exemplars, reader)
        break
      case 0x61:
        min = reader.readDouble()
        break
      case 0x69:
        max = reader.readDouble()
        break
      case 0x71:
        zeroThreshold = reader.readDouble()
        break
      default:
        reader.skipField(tag, 'ExponentialHistogramDataPoint', 0b111_1111_1111_1110)
    }
  }
  reader.close(end)
  if (!isPointTaken(timeMs, reader.skippedValues, true, rejections)) return undefined
  if (!isScaleSound(scale)) {
    rejections.add(`an exponential histogram of scale ${scale}`)
    return undefined
  }
  return {
    attributes,
    startMs,
    timeMs,
    flags,
    count,
    sum,
    min,
    max,
    scale,
    zeroCount,
    zeroThreshold,
    positive,
    negative,
    exemplars,
  }
}

function readBuckets(reader: ProtobufReader): ExponentialBuckets {
  const end = reader.end()
  let offset = 0
  const counts: number[] = []
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag === 0x08) offset = reader.readSVarint()
    else if (tag === 0x12) reader.packedVarint(counts)
    else if (tag === 0x10) counts.push(reader.readVarint())
    else reader.skipField(tag, 'Buckets', 0b110)
  }
  reader.close(end)
  return { offset, counts }
}
