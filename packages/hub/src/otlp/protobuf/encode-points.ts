import type {
  Exemplar,
  ExponentialBuckets,
  ExponentialHistogramPoint,
  HistogramPoint,
  NumberPoint,
  SummaryPoint,
} from '../metric.ts'
import { NO_RECORDED_VALUE } from '../metric.ts'
import { writeAttributes } from './encode-attributes.ts'
import type { ProtobufWriter } from './writer.ts'

/** Writes one `NumberDataPoint`; one that ends its series has no value. */
export function writeNumberPoint(writer: ProtobufWriter, point: NumberPoint): void {
  const start = writer.open(0x0a)
  writer.unixNano(0x11, point.startMs)
  writer.unixNano(0x19, point.timeMs)
  if ((point.flags & NO_RECORDED_VALUE) === 0) {
    if (point.isInt) writer.fixed64(0x31, point.value)
    else writer.double(0x21, point.value)
  }
  for (const exemplar of point.exemplars) writeExemplar(writer, 0x2a, exemplar)
  writeAttributes(writer, 0x3a, point.attributes)
  writer.varint(0x40, point.flags)
  writer.close(start)
}

/** Writes one `HistogramDataPoint`. */
export function writeHistogramPoint(writer: ProtobufWriter, point: HistogramPoint): void {
  const start = writer.open(0x0a)
  writer.unixNano(0x11, point.startMs)
  writer.unixNano(0x19, point.timeMs)
  writer.fixed64(0x21, point.count)
  if (point.sum !== undefined) writer.double(0x29, point.sum)
  writer.packedFixed64(0x32, point.counts)
  writer.packedDouble(0x3a, point.bounds)
  for (const exemplar of point.exemplars) writeExemplar(writer, 0x42, exemplar)
  writeAttributes(writer, 0x4a, point.attributes)
  writer.varint(0x50, point.flags)
  if (point.min !== undefined) writer.double(0x59, point.min)
  if (point.max !== undefined) writer.double(0x61, point.max)
  writer.close(start)
}

/** Writes one `ExponentialHistogramDataPoint`. */
export function writeExponentialPoint(writer: ProtobufWriter, point: ExponentialHistogramPoint): void {
  const start = writer.open(0x0a)
  writeAttributes(writer, 0x0a, point.attributes)
  writer.unixNano(0x11, point.startMs)
  writer.unixNano(0x19, point.timeMs)
  writer.fixed64(0x21, point.count)
  if (point.sum !== undefined) writer.double(0x29, point.sum)
  if (point.scale !== 0) writer.writeSVarintField(6, point.scale)
  writer.fixed64(0x39, point.zeroCount)
  writeBuckets(writer, 0x42, point.positive)
  writeBuckets(writer, 0x4a, point.negative)
  writer.varint(0x50, point.flags)
  for (const exemplar of point.exemplars) writeExemplar(writer, 0x5a, exemplar)
  if (point.min !== undefined) writer.double(0x61, point.min)
  if (point.max !== undefined) writer.double(0x69, point.max)
  if (point.zeroThreshold !== 0) writer.double(0x71, point.zeroThreshold)
  writer.close(start)
}

/** Writes one `SummaryDataPoint`. */
export function writeSummaryPoint(writer: ProtobufWriter, point: SummaryPoint): void {
  const start = writer.open(0x0a)
  writer.unixNano(0x11, point.startMs)
  writer.unixNano(0x19, point.timeMs)
  writer.fixed64(0x21, point.count)
  writer.double(0x29, point.sum)
  for (const { quantile, value } of point.quantiles) {
    const entry = writer.open(0x32)
    writer.double(0x09, quantile)
    writer.double(0x11, value)
    writer.close(entry)
  }
  writeAttributes(writer, 0x3a, point.attributes)
  writer.varint(0x40, point.flags)
  writer.close(start)
}

function writeBuckets(writer: ProtobufWriter, tag: number, buckets: ExponentialBuckets): void {
  if (buckets.counts.length === 0) return
  const start = writer.open(tag)
  if (buckets.offset !== 0) writer.writeSVarintField(1, buckets.offset)
  writer.packedVarint(0x12, buckets.counts)
  writer.close(start)
}

function writeExemplar(writer: ProtobufWriter, tag: number, exemplar: Exemplar): void {
  const start = writer.open(tag)
  writer.unixNano(0x11, exemplar.timeMs)
  if (exemplar.isInt) writer.fixed64(0x31, exemplar.value)
  else writer.double(0x19, exemplar.value)
  writer.id(0x22, exemplar.spanId)
  writer.id(0x2a, exemplar.traceId)
  writeAttributes(writer, 0x3a, exemplar.attributes)
  writer.close(start)
}
