import type { Attributes, AttributeValue } from '../attributes.ts'
import { createAttributes, NO_ATTRIBUTES } from '../attributes.ts'
import { OtlpDecodeError } from '../otlp-decode-error.ts'
import type { Resource, Scope } from '../resource.ts'
import { createResource, createScope } from '../resource.ts'
import { checkDepth, MAX_VALUES_PER_ITEM } from '../value-limits.ts'
import {
  type JsonObject,
  toArray,
  toBoolean,
  toDouble,
  toExactInteger,
  toInteger,
  toObject,
  toText,
} from './fields.ts'

/** The attributes of a list of `KeyValue`. */
export function toAttributes(value: unknown, depth = 0): Readonly<Attributes> {
  const entries = toArray(value, 'attributes')
  if (entries.length === 0) return NO_ATTRIBUTES
  if (entries.length > MAX_VALUES_PER_ITEM)
    throw new OtlpDecodeError(`${entries.length} attributes on one item`)
  const attributes = createAttributes()
  for (const entry of entries) {
    const { key, value: attribute } = toObject(entry, 'an attribute')
    attributes[toText(key, 'the key of an attribute')] = toAttributeValue(attribute, depth)
  }
  return attributes
}

/** One `AnyValue`. */
function toAttributeValue(value: unknown, depth: number): AttributeValue {
  const any = toObject(value, 'the value of an attribute')
  if (any['stringValue'] !== undefined) return toText(any['stringValue'], 'stringValue')
  if (any['boolValue'] !== undefined) return toBoolean(any['boolValue'], 'boolValue')
  if (any['intValue'] !== undefined) return toExactInteger(any['intValue'], 'intValue')
  if (any['doubleValue'] !== undefined) return toDouble(any['doubleValue'], 'doubleValue')
  if (any['bytesValue'] !== undefined) {
    return new Uint8Array(Buffer.from(toText(any['bytesValue'], 'bytesValue'), 'base64'))
  }
  if (any['arrayValue'] !== undefined) {
    checkDepth(depth + 1)
    const { values } = toObject(any['arrayValue'], 'arrayValue')
    return toArray(values, 'arrayValue.values').map((item) => toAttributeValue(item, depth + 1))
  }
  if (any['kvlistValue'] !== undefined) {
    checkDepth(depth + 1)
    return toAttributes(toObject(any['kvlistValue'], 'kvlistValue')['values'], depth + 1)
  }
  return null
}

/** The resource of a `ResourceSpans` or `ResourceMetrics`. */
export function toResource(group: JsonObject): Resource {
  const source = toObject(group['resource'], 'resource')
  const resource = createResource(toAttributes(source['attributes']))
  resource.droppedAttributesCount = toInteger(source['droppedAttributesCount'], 'droppedAttributesCount')
  resource.schemaUrl = toText(group['schemaUrl'], 'schemaUrl')
  return resource
}

/** The scope of a `ScopeSpans` or `ScopeMetrics`. */
export function toScope(group: JsonObject): Scope {
  const source = toObject(group['scope'], 'scope')
  const scope = createScope(toText(source['name'], 'scope.name'), toText(source['version'], 'scope.version'))
  scope.attributes = toAttributes(source['attributes'])
  scope.droppedAttributesCount = toInteger(source['droppedAttributesCount'], 'droppedAttributesCount')
  scope.schemaUrl = toText(group['schemaUrl'], 'schemaUrl')
  return scope
}
