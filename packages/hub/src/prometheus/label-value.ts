import type { AttributeValue } from '../otlp/attributes.ts'

/** An attribute's value as Prometheus' OTLP receiver writes it in a label: text as it is, lists and maps as JSON. */
export function toLabelValue(value: AttributeValue): string {
  if (typeof value === 'string') return value
  if (value === null) return ''
  if (typeof value !== 'object') return String(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return JSON.stringify(toJson(value))
}

/** Keys in order, as Go's encoder writes them, and bytes in base64. */
function toJson(value: AttributeValue): unknown {
  if (value === null || typeof value !== 'object') return value
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return (value as readonly AttributeValue[]).map(toJson)
  const map = value as { readonly [key: string]: AttributeValue }
  const keys = Object.keys(map).toSorted()
  return Object.fromEntries(keys.map((key) => [key, toJson(map[key] as AttributeValue)]))
}
