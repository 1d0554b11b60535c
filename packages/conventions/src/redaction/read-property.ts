/** Reads a property of any value; `undefined` where there is none, and where reading it throws. */
export function readProperty(value: unknown, key: PropertyKey): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined
  try {
    return Reflect.get(value, key)
  } catch {
    // A throwing getter, a revoked proxy.
    return undefined
  }
}

/** Reads a property that is a text; `undefined` for anything else. */
export function readText(value: unknown, key: PropertyKey): string | undefined {
  const text = readProperty(value, key)
  return typeof text === 'string' ? text : undefined
}

/** Own enumerable keys of any object; none where a proxy refuses to tell them. */
export function readKeys(value: object): readonly string[] {
  try {
    return Object.keys(value)
  } catch {
    return []
  }
}
