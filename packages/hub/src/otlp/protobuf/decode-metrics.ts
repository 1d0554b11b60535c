import type { DecodedMetrics } from '../decoded.ts'
import { countPoints, type ResourceMetrics, type ScopeMetrics } from '../metric.ts'
import { toDecodeError } from '../otlp-decode-error.ts'
import { Rejections } from '../rejections.ts'
import { createResource, createScope } from '../resource.ts'
import { readResource, readScope } from './decode-attributes.ts'
import { readMetric } from './decode-metric.ts'
import { ProtobufReader } from './reader.ts'

/**
 * Decodes an `ExportMetricsServiceRequest` and pauses each 64 KB, so that the caller can let others run.
 * @throws OtlpDecodeError when the body is not one; nothing of it counts then.
 */
export function* decodeMetricsProtobuf(body: Uint8Array): Generator<undefined, DecodedMetrics, undefined> {
  const rejected = new Rejections()
  const resourceMetrics: ResourceMetrics[] = []
  let pointCount = 0
  try {
    const reader = new ProtobufReader(body)
    while (reader.pos < reader.length) {
      const tag = reader.tag()
      if (tag === 0x0a) {
        const group = yield* readResourceMetrics(reader, rejected)
        if (group.scopeMetrics.length > 0) resourceMetrics.push(group)
        pointCount += countPoints(group)
      } else reader.skipField(tag, 'ExportMetricsServiceRequest', 0b10)
      if (reader.isPauseDue()) yield
    }
    reader.close(reader.length)
  } catch (error) {
    throw toDecodeError('metrics', error)
  }
  return { resourceMetrics, pointCount, rejected }
}

function* readResourceMetrics(
  reader: ProtobufReader,
  rejected: Rejections,
): Generator<undefined, ResourceMetrics, undefined> {
  const end = reader.end()
  const group: ResourceMetrics = { resource: createResource(), scopeMetrics: [] }
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag === 0x0a) readResource(reader, group.resource)
    else if (tag === 0x12) {
      const scopeMetrics = yield* readScopeMetrics(reader, rejected)
      if (scopeMetrics.metrics.length > 0) group.scopeMetrics.push(scopeMetrics)
    } else if (tag === 0x1a) group.resource.schemaUrl = reader.text()
    else reader.skipField(tag, 'ResourceMetrics', 0b1110)
    if (reader.isPauseDue()) yield
  }
  reader.close(end)
  return group
}

function* readScopeMetrics(
  reader: ProtobufReader,
  rejected: Rejections,
): Generator<undefined, ScopeMetrics, undefined> {
  const end = reader.end()
  const group: ScopeMetrics = { scope: createScope(), metrics: [] }
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag === 0x12) {
      const metric = yield* readMetric(reader, rejected)
      if (metric !== undefined) group.metrics.push(metric)
    } else if (tag === 0x0a) readScope(reader, group.scope)
    else if (tag === 0x1a) group.scope.schemaUrl = reader.text()
    else reader.skipField(tag, 'ScopeMetrics', 0b1110)
    if (reader.isPauseDue()) yield
  }
  reader.close(end)
  return group
}
