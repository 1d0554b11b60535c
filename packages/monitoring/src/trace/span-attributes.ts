import type { Attributes } from '@opentelemetry/api'

/** What an attribute may be once it was checked. */
export type CleanValue = string | number | boolean | readonly (string | number | boolean | null)[]

/** Longer lists are refused: no record could take them, and copying one would hold the application up. */
const MAX_LIST_ITEMS = 4096

/** Copies what OpenTelemetry allows as attributes into `target`; returns how many were refused. */
export function copyAttributes(
  source: unknown,
  target: Attributes,
  count: number,
  maxCount: number,
  maxLength: number,
): { readonly count: number; readonly dropped: number } {
  let kept = count
  let dropped = 0
  if (typeof source === 'object' && source !== null) {
    const attributes = source as Record<string, unknown>
    for (const key in attributes) {
      if (!Object.hasOwn(attributes, key) || key === '') continue
      const given = attributes[key]
      const value = toAttributeValue(given, maxLength)
      if (value === undefined) {
        if (isRefused(given)) dropped++
        continue
      }
      if (!Object.hasOwn(target, key)) {
        if (kept >= maxCount) {
          dropped++
          continue
        }
        kept++
      }
      putAttribute(target, key, value)
    }
  }
  return { count: kept, dropped }
}

/** Sets an attribute; a key `__proto__` is data like any other. */
export function putAttribute(target: Attributes, key: string, value: CleanValue): void {
  if (key !== '__proto__') target[key] = value
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
}

/** Whether a value that cannot be kept was meant as one: leaving an attribute out loses nothing. */
export function isRefused(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** The value if OpenTelemetry allows it, cut to the limit; `undefined` otherwise. */
export function toAttributeValue(value: unknown, maxLength: number): CleanValue | undefined {
  switch (typeof value) {
    case 'string':
      return value.length > maxLength ? value.slice(0, maxLength) : value
    case 'number':
    case 'boolean':
      return value
    default:
      try {
        return Array.isArray(value) ? toArrayValue(value, maxLength) : undefined
      } catch {
        // A revoked proxy, or one that throws.
        return undefined
      }
  }
}

function toArrayValue(values: readonly unknown[], maxLength: number): CleanValue | undefined {
  if (values.length > MAX_LIST_ITEMS) return undefined
  const clean: (string | number | boolean | null)[] = []
  for (const value of values) {
    if (value === null || value === undefined) clean.push(null)
    else if (typeof value === 'string')
      clean.push(value.length > maxLength ? value.slice(0, maxLength) : value)
    else if (typeof value === 'number' || typeof value === 'boolean') clean.push(value)
    else return undefined
  }
  return clean
}
