import { types } from 'node:util'

import { toSafeText, truncateText } from './bounded-text.ts'
import { readKeys, readProperty, readText } from './read-property.ts'
import { REDACTED } from './redaction-settings.ts'
import { isSecretKey } from './secret-keys.ts'

/** Levels of nesting that are shown. */
const MAX_DEPTH = 6
/** Keys or items that are shown of one object. */
export const MAX_KEYS = 64
/** Longest key that is shown, in bytes. */
export const MAX_KEY_BYTES = 128

/** What is left of the text to be made, and the objects on the way to the current one. */
interface Work {
  bytesLeft: number
  readonly ancestors: object[]
}

/**
 * Makes a short text of any value, without credentials: JSON where it has data, `[Type]` where not.
 *
 * Any input is accepted: cycles, throwing getters and revoked proxies included. No `toJSON` or `toString` runs.
 */
export function describeValue(value: unknown, maxBytes: number): string {
  if (typeof value === 'string') return toSafeText(value, maxBytes)
  return truncateText(describe(value, { bytesLeft: maxBytes, ancestors: [] }), maxBytes)
}

/** Whether a value may be secret: `password: null` and `token: false` help whoever reads them. */
export function isDisclosable(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'boolean'
}

function describe(value: unknown, work: Work): string {
  switch (typeof value) {
    case 'string':
      return describeText(value, work)
    case 'bigint':
      // A number of a million digits takes seconds to print.
      return spend(work, BigInt.asIntN(64, value) === value ? String(value) : '[BigInt]')
    case 'symbol':
      return spend(work, '[Symbol]')
    case 'function':
      return spend(work, '[Function]')
    case 'object':
      return value === null ? spend(work, 'null') : describeObject(value, work)
    default:
      return spend(work, String(value))
  }
}

function describeText(value: string, work: Work): string {
  const limit = Math.max(3, work.bytesLeft)
  const text = JSON.stringify(toSafeText(value, limit))
  // Redaction may leave little of a long text, which took its time all the same.
  work.bytesLeft -= Math.max(0, Math.min(value.length, limit) - text.length)
  return spend(work, text)
}

function describeObject(value: object, work: Work): string {
  if (work.ancestors.includes(value)) return spend(work, '[Circular]')
  if (work.ancestors.length >= MAX_DEPTH) return spend(work, '[…]')
  work.ancestors.push(value)
  try {
    return describeByClass(value, work)
  } catch {
    return spend(work, '[Unreadable]')
  } finally {
    work.ancestors.pop()
  }
}

/** Throws what a proxy's traps throw. */
function describeByClass(value: object, work: Work): string {
  // The checks of node:util look at the object itself: nothing of a caller's class or proxy runs.
  if (types.isDate(value)) return spend(work, describeDate(value))
  if (types.isRegExp(value)) return describe(readText(value, 'source'), work)
  if (types.isNativeError(value)) {
    return describe(`${readText(value, 'name')}: ${readText(value, 'message')}`, work)
  }
  if (types.isMap(value)) return describeEntries(Map.prototype.entries.call(value), work)
  if (types.isSet(value)) return describeItems(Set.prototype.values.call(value), work)
  if (ArrayBuffer.isView(value)) return spend(work, `[${value.byteLength} bytes]`)
  if (Array.isArray(value)) return describeItems(Array.prototype.values.call(value), work)
  if (!types.isProxy(value) && value instanceof URL) return describe(value.href, work)
  return describeEntries(ownEntries(value), work)
}

function* ownEntries(value: object): Generator<[key: string, value: unknown]> {
  for (const key of readKeys(value)) yield [key, readProperty(value, key)]
}

function describeDate(date: Date): string {
  const time = Date.prototype.getTime.call(date)
  return Number.isNaN(time) ? '[Invalid Date]' : JSON.stringify(new Date(time))
}

function describeItems(items: Iterable<unknown>, work: Work): string {
  const parts: string[] = []
  let previous: unknown
  for (const item of items) {
    if (parts.length >= MAX_KEYS || work.bytesLeft <= 0) {
      parts.push('…')
      break
    }
    // Raw headers come as a list of names and values in turn.
    const isSecret = typeof previous === 'string' && isSecretKey(previous) && typeof item === 'string'
    parts.push(isSecret ? spend(work, `"${REDACTED}"`) : describe(item, work))
    previous = item
  }
  return `[${parts.join(',')}]`
}

function describeEntries(entries: Iterable<[key: unknown, value: unknown]>, work: Work): string {
  const parts: string[] = []
  let label: unknown
  for (const [key, value] of entries) {
    if (parts.length >= MAX_KEYS || work.bytesLeft <= 0) {
      parts.push('…')
      break
    }
    const name = typeof key === 'string' ? key : `[${typeof key}]`
    // `{ name: 'authorization', value: … }`, as in recorded HTTP traffic.
    const named = name === 'value' && typeof label === 'string' ? label : name
    const isSecret = isSecretKey(named) && !isDisclosable(value)
    const text = spend(work, JSON.stringify(toSafeText(name, MAX_KEY_BYTES)))
    parts.push(`${text}:${isSecret ? spend(work, `"${REDACTED}"`) : describe(value, work)}`)
    if (name === 'name' || name === 'key') label = value
  }
  return `{${parts.join(',')}}`
}

/** Takes the text from what is left, with a comma or a colon after it. */
function spend(work: Work, text: string): string {
  work.bytesLeft -= Buffer.byteLength(text) + 1
  return text
}
