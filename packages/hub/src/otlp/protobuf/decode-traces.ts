import type { DecodedTraces } from '../decoded.ts'
import { readResource, readScope } from './decode-attributes.ts'
import { readSpan } from './decode-span.ts'
import { toDecodeError } from '../otlp-decode-error.ts'
import { ProtobufReader } from './reader.ts'
import { Rejections } from '../rejections.ts'
import type { Resource } from '../resource.ts'
import { createResource, createScope } from '../resource.ts'
import type { ResourceSpans, ScopeSpans } from '../span.ts'

/**
 * Decodes an `ExportTraceServiceRequest` and pauses each 64 KB, so that the caller can let others run.
 * @throws OtlpDecodeError when the body is not one; nothing of it counts then.
 */
export function* decodeTracesProtobuf(body: Uint8Array): Generator<undefined, DecodedTraces, undefined> {
  const rejected = new Rejections()
  const resourceSpans: ResourceSpans[] = []
  const progress = { spanCount: 0 }
  try {
    const reader = new ProtobufReader(body)
    while (reader.pos < reader.length) {
      const tag = reader.tag()
      if (tag === 0x0a) {
        const group = yield* readResourceSpans(reader, rejected, progress)
        if (group.scopeSpans.length > 0) resourceSpans.push(group)
      } else reader.skipField(tag, 'ExportTraceServiceRequest', 0b10)
      if (reader.isPauseDue()) yield
    }
    reader.close(reader.length)
  } catch (error) {
    throw toDecodeError('traces', error)
  }
  return { resourceSpans, spanCount: progress.spanCount, rejected }
}

function* readResourceSpans(
  reader: ProtobufReader,
  rejected: Rejections,
  progress: { spanCount: number },
): Generator<undefined, ResourceSpans, undefined> {
  const end = reader.end()
  const group: ResourceSpans = { resource: createResource(), scopeSpans: [] }
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag === 0x0a) readResource(reader, group.resource)
    else if (tag === 0x12) {
      const scopeSpans = yield* readScopeSpans(reader, group.resource, rejected, progress)
      if (scopeSpans.spans.length > 0) group.scopeSpans.push(scopeSpans)
    } else if (tag === 0x1a) group.resource.schemaUrl = reader.text()
    else reader.skipField(tag, 'ResourceSpans', 0b1110)
    if (reader.isPauseDue()) yield
  }
  reader.close(end)
  return group
}

function* readScopeSpans(
  reader: ProtobufReader,
  resource: Resource,
  rejected: Rejections,
  progress: { spanCount: number },
): Generator<undefined, ScopeSpans, undefined> {
  const end = reader.end()
  const group: ScopeSpans = { scope: createScope(), spans: [] }
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag === 0x12) {
      const span = readSpan(reader, resource, group.scope, rejected)
      if (span !== undefined) group.spans.push(span)
    } else if (tag === 0x0a) readScope(reader, group.scope)
    else if (tag === 0x1a) group.scope.schemaUrl = reader.text()
    else reader.skipField(tag, 'ScopeSpans', 0b1110)
    if (reader.isPauseDue()) yield
  }
  reader.close(end)
  progress.spanCount += group.spans.length
  return group
}
