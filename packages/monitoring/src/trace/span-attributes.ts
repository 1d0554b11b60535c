import type { Attributes } from '@opentelemetry/api'

/** What an attribute may be once it was checked. */
export type CleanValue = string | number | boolean | readonly (string | number | boolean | null)[]

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
      const value = toAttributeValue(attributes[key], maxLength)
      if (value === undefined) continue
      if (!Object.hasOwn(target, key)) {
        if (kept >= maxCount) {
          dropped++
          continue
        }
        kept++
      }
      target[key] = value
    }
  }
  return { count: kept, dropped }
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
      return Array.isArray(value) ? toArrayValue(value, maxLength) : undefined
  }
}

function toArrayValue(values: readonly unknown[], maxLength: number): CleanValue | undefined {
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
