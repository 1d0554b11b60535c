import type { Attributes, AttributeValue } from '../attributes.ts'
import type { Resource, Scope } from '../resource.ts'
import type { ProtobufWriter } from './writer.ts'

const MAX_INT64 = 2 ** 63

/** Writes attributes as repeated `KeyValue` fields of the given tag. */
export function writeAttributes(writer: ProtobufWriter, tag: number, attributes: Readonly<Attributes>): void {
  for (const key of Object.keys(attributes)) {
    const entry = writer.open(tag)
    writer.text(0x0a, key)
    const value = writer.open(0x12)
    writeValue(writer, attributes[key] as AttributeValue)
    writer.close(value)
    writer.close(entry)
  }
}

/** Writes the field of an `AnyValue`. A number without a fraction is an integer, as in OpenTelemetry's own SDK. */
function writeValue(writer: ProtobufWriter, value: AttributeValue): void {
  if (typeof value === 'string') {
    writer.writeVarint(0x0a)
    writer.writeString(value)
  } else if (typeof value === 'number') {
    if (Number.isInteger(value) && value >= -MAX_INT64 && value < MAX_INT64) {
      writer.writeVarint(0x18)
      writer.writeVarint(value)
    } else writer.double(0x21, value)
  } else if (typeof value === 'boolean') {
    writer.writeVarint(0x10)
    writer.writeBoolean(value)
  } else if (value === null) return
  else if (value instanceof Uint8Array) writer.writeBytesField(7, value)
  else if (isArray(value)) {
    const array = writer.open(0x2a)
    for (const item of value) {
      const element = writer.open(0x0a)
      writeValue(writer, item)
      writer.close(element)
    }
    writer.close(array)
  } else {
    const list = writer.open(0x32)
    writeAttributes(writer, 0x0a, value)
    writer.close(list)
  }
}

/** `Array.isArray`, whose type does not know read-only arrays. */
function isArray(value: object): value is readonly AttributeValue[] {
  return Array.isArray(value)
}

/** Writes the `resource` field of a `ResourceSpans` or `ResourceMetrics`. */
export function writeResource(writer: ProtobufWriter, resource: Resource): void {
  const start = writer.open(0x0a)
  writeAttributes(writer, 0x0a, resource.attributes)
  writer.varint(0x10, resource.droppedAttributesCount)
  writer.close(start)
}

/** Writes the `scope` field of a `ScopeSpans` or `ScopeMetrics`. */
export function writeScope(writer: ProtobufWriter, scope: Scope): void {
  const start = writer.open(0x0a)
  writer.text(0x0a, scope.name)
  writer.text(0x12, scope.version)
  writeAttributes(writer, 0x1a, scope.attributes)
  writer.varint(0x20, scope.droppedAttributesCount)
  writer.close(start)
}
