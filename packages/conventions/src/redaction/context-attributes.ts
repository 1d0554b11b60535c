import { ATTR_CONTEXT_PREFIX } from '../attributes.ts'
import { toSafeText } from './bounded-text.ts'
import { MAX_KEYS, MAX_KEY_BYTES, describeValue, isDisclosable } from './describe-value.ts'
import { readKeys, readProperty } from './read-property.ts'
import { REDACTED } from './redaction-settings.ts'
import { isSecretKey } from './secret-keys.ts'

/** Longest value of one key, in bytes. */
const MAX_VALUE_BYTES = 1024
/** All values of one context together, in bytes; keys past it are left out. */
const MAX_CONTEXT_BYTES = 8192

/** Attributes of a span or an event, of those types that every OpenTelemetry SDK keeps. */
export type ContextAttributes = Record<string, string | number | boolean>

/**
 * Makes `cryo.context.*` attributes of a caller's context: at most 64 keys and 8 KB, without credentials.
 *
 * Numbers, booleans and texts stay what they are, anything else becomes a short text; `undefined` is left out.
 * Any input is accepted, and what is no object has no attributes.
 */
export function toContextAttributes(context: unknown): ContextAttributes {
  const attributes: ContextAttributes = {}
  if (typeof context !== 'object' || context === null) return attributes
  let bytesLeft = MAX_CONTEXT_BYTES
  for (const key of readKeys(context).slice(0, MAX_KEYS)) {
    const value = readProperty(context, key)
    if (value === undefined) continue
    const kept = isSecretKey(key) && !isDisclosable(value) ? REDACTED : keepValue(value)
    // Redaction may leave little of a long text, which took its time all the same.
    const readBytes = typeof value === 'string' ? Math.min(value.length, MAX_VALUE_BYTES) : 0
    if (typeof kept === 'string') bytesLeft -= Math.max(Buffer.byteLength(kept), readBytes)
    if (bytesLeft < 0) break
    attributes[ATTR_CONTEXT_PREFIX + toSafeText(key, MAX_KEY_BYTES)] = kept
  }
  return attributes
}

function keepValue(value: unknown): string | number | boolean {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value
  return describeValue(value, MAX_VALUE_BYTES)
}
