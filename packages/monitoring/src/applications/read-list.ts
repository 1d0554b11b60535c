import { readProperty } from '@cryo/conventions/redaction'

/** Items that are read of a list of an application. */
const MAX_ITEMS = 2000

/** Reads a property that is a list; an empty one for anything else. */
export function readList(value: unknown, key: PropertyKey): readonly unknown[] {
  const list = readProperty(value, key)
  try {
    return Array.isArray(list) ? list.slice(0, MAX_ITEMS) : []
  } catch {
    // A revoked proxy.
    return []
  }
}
