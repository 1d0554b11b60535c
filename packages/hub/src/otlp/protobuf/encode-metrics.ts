import type { Metric, ResourceMetrics, Temporality } from '../metric.ts'
import { writeResource, writeScope } from './encode-attributes.ts'
import {
  writeExponentialPoint,
  writeHistogramPoint,
  writeNumberPoint,
  writeSummaryPoint,
} from './encode-points.ts'
import { ProtobufWriter } from './writer.ts'

const TEMPORALITY: Readonly<Record<Temporality, number>> = { delta: 1, cumulative: 2 }

/** Encodes metrics as an `ExportMetricsServiceRequest` in protobuf. */
export function encodeMetrics(resourceMetrics: readonly ResourceMetrics[]): Uint8Array {
  const writer = new ProtobufWriter(new Uint8Array(16_384))
  for (const { resource, scopeMetrics } of resourceMetrics) {
    const group = writer.open(0x0a)
    writeResource(writer, resource)
    for (const { scope, metrics } of scopeMetrics) {
      const scopeGroup = writer.open(0x12)
      writeScope(writer, scope)
      for (const metric of metrics) writeMetric(writer, metric)
      writer.text(0x1a, scope.schemaUrl)
      writer.close(scopeGroup)
    }
    writer.text(0x1a, resource.schemaUrl)
    writer.close(group)
  }
  return writer.finish()
}

function writeMetric(writer: ProtobufWriter, metric: Metric): void {
  const start = writer.open(0x12)
  writer.text(0x0a, metric.name)
  writer.text(0x12, metric.description)
  writer.text(0x1a, metric.unit)
  writeData(writer, metric)
  writer.close(start)
}

function writeData(writer: ProtobufWriter, metric: Metric): void {
  switch (metric.type) {
    case 'gauge': {
      const data = writer.open(0x2a)
      for (const point of metric.points) writeNumberPoint(writer, point)
      writer.close(data)
      break
    }
    case 'sum': {
      const data = writer.open(0x3a)
      for (const point of metric.points) writeNumberPoint(writer, point)
      writer.varint(0x10, TEMPORALITY[metric.temporality])
      writer.varint(0x18, metric.monotonic ? 1 : 0)
      writer.close(data)
      break
    }
    case 'histogram': {
      const data = writer.open(0x4a)
      for (const point of metric.points) writeHistogramPoint(writer, point)
      writer.varint(0x10, TEMPORALITY[metric.temporality])
      writer.close(data)
      break
    }
    case 'exponentialHistogram': {
      const data = writer.open(0x52)
      for (const point of metric.points) writeExponentialPoint(writer, point)
      writer.varint(0x10, TEMPORALITY[metric.temporality])
      writer.close(data)
      break
    }
    case 'summary': {
      const data = writer.open(0x5a)
      for (const point of metric.points) writeSummaryPoint(writer, point)
      writer.close(data)
      break
    }
  }
}
