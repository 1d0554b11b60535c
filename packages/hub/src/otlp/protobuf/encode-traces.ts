import type { ResourceSpans, Span, SpanEvent, SpanLink } from '../span.ts'
import { writeAttributes, writeResource, writeScope } from './encode-attributes.ts'
import { ProtobufWriter } from './writer.ts'

/** Encodes spans as an `ExportTraceServiceRequest` in protobuf. */
export function encodeTraces(resourceSpans: readonly ResourceSpans[]): Uint8Array {
  const writer = new ProtobufWriter(new Uint8Array(16_384))
  for (const { resource, scopeSpans } of resourceSpans) {
    const group = writer.open(0x0a)
    writeResource(writer, resource)
    for (const { scope, spans } of scopeSpans) {
      const scopeGroup = writer.open(0x12)
      writeScope(writer, scope)
      for (const span of spans) writeSpan(writer, span)
      writer.text(0x1a, scope.schemaUrl)
      writer.close(scopeGroup)
    }
    writer.text(0x1a, resource.schemaUrl)
    writer.close(group)
  }
  return writer.finish()
}

function writeSpan(writer: ProtobufWriter, span: Span): void {
  const start = writer.open(0x12)
  writer.id(0x0a, span.traceId)
  writer.id(0x12, span.spanId)
  writer.text(0x1a, span.traceState)
  writer.id(0x22, span.parentSpanId)
  writer.text(0x2a, span.name)
  writer.varint(0x30, span.kind)
  writer.unixNano(0x39, span.startMs)
  writer.unixNano(0x41, span.endMs)
  writeAttributes(writer, 0x4a, span.attributes)
  writer.varint(0x50, span.droppedAttributesCount)
  for (const event of span.events) writeEvent(writer, event)
  writer.varint(0x60, span.droppedEventsCount)
  for (const link of span.links) writeLink(writer, link)
  writer.varint(0x70, span.droppedLinksCount)
  const status = writer.open(0x7a)
  writer.text(0x12, span.status.message)
  writer.varint(0x18, span.status.code)
  writer.close(status)
  writeFlags(writer, 0x85, span.flags)
  writer.close(start)
}

function writeEvent(writer: ProtobufWriter, event: SpanEvent): void {
  const start = writer.open(0x5a)
  writer.unixNano(0x09, event.timeMs)
  writer.text(0x12, event.name)
  writeAttributes(writer, 0x1a, event.attributes)
  writer.varint(0x20, event.droppedAttributesCount)
  writer.close(start)
}

function writeLink(writer: ProtobufWriter, link: SpanLink): void {
  const start = writer.open(0x6a)
  writer.id(0x0a, link.traceId)
  writer.id(0x12, link.spanId)
  writer.text(0x1a, link.traceState)
  writeAttributes(writer, 0x22, link.attributes)
  writer.varint(0x28, link.droppedAttributesCount)
  writeFlags(writer, 0x35, link.flags)
  writer.close(start)
}

function writeFlags(writer: ProtobufWriter, tag: number, flags: number): void {
  if (flags === 0) return
  writer.writeVarint(tag)
  writer.writeFixed32(flags)
}
