import type { Attributes, AttributeValue } from '../attributes.ts'
import { createAttributes, NO_ATTRIBUTES } from '../attributes.ts'
import type { Resource, Scope } from '../resource.ts'
import { checkDepth } from '../value-limits.ts'
import type { ProtobufReader } from './reader.ts'

/** Reads one `KeyValue` into the record, which is made when it is the shared empty one, and returns the record. */
export function readAttribute(
  reader: ProtobufReader,
  into: Readonly<Attributes>,
  depth = 0,
): Readonly<Attributes> {
  if (!reader.hasRoomForValue()) return into
  const attributes = into === NO_ATTRIBUTES ? createAttributes() : (into as Attributes)
  const end = reader.end()
  let key = ''
  let value: AttributeValue = null
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag === 0x0a) key = reader.text()
    else if (tag === 0x12) value = readValue(reader, depth)
    else reader.skipField(tag, 'KeyValue', 0b110)
  }
  reader.close(end)
  attributes[key] = value
  return attributes
}

/** Reads one `AnyValue`. */
function readValue(reader: ProtobufReader, depth: number): AttributeValue {
  const end = reader.end()
  let value: AttributeValue = null
  while (reader.pos < end) {
    const tag = reader.tag()
    switch (tag) {
      case 0x0a:
        value = reader.text()
        break
      case 0x10:
        value = reader.readBoolean()
        break
      case 0x18:
        value = reader.int64()
        break
      case 0x21:
        value = reader.readDouble()
        break
      case 0x2a:
        value = readArray(reader, depth + 1)
        break
      case 0x32:
        value = readList(reader, depth + 1)
        break
      case 0x3a:
        value = reader.bytes()
        break
      default:
        reader.skipField(tag, 'AnyValue', 0b1111_1110)
    }
  }
  reader.close(end)
  return value
}

function readArray(reader: ProtobufReader, depth: number): AttributeValue[] {
  checkDepth(depth)
  const end = reader.end()
  const values: AttributeValue[] = []
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag !== 0x0a) reader.skipField(tag, 'ArrayValue', 0b10)
    else if (reader.hasRoomForValue()) values.push(readValue(reader, depth))
  }
  reader.close(end)
  return values
}

function readList(reader: ProtobufReader, depth: number): Readonly<Attributes> {
  checkDepth(depth)
  const end = reader.end()
  let values: Readonly<Attributes> = NO_ATTRIBUTES
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag === 0x0a) values = readAttribute(reader, values, depth)
    else reader.skipField(tag, 'KeyValueList', 0b10)
  }
  reader.close(end)
  return values
}

/** Reads a `Resource` into an object that its spans or metrics may point to already. */
export function readResource(reader: ProtobufReader, resource: Resource): void {
  reader.startItem()
  const end = reader.end()
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag === 0x0a) resource.attributes = readAttribute(reader, resource.attributes)
    else if (tag === 0x10) resource.droppedAttributesCount = reader.readVarint()
    else reader.skipField(tag, 'Resource', 0b110)
  }
  reader.close(end)
  resource.droppedAttributesCount += reader.skippedValues
}

/** Reads an `InstrumentationScope` into an object that its spans or metrics may point to already. */
export function readScope(reader: ProtobufReader, scope: Scope): void {
  reader.startItem()
  const end = reader.end()
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag === 0x0a) scope.name = reader.text()
    else if (tag === 0x12) scope.version = reader.text()
    else if (tag === 0x1a) scope.attributes = readAttribute(reader, scope.attributes)
    else if (tag === 0x20) scope.droppedAttributesCount = reader.readVarint()
    else reader.skipField(tag, 'InstrumentationScope', 0b11110)
  }
  reader.close(end)
  scope.droppedAttributesCount += reader.skippedValues
}
