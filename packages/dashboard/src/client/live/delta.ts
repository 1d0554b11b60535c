/**
 * What changed of a JSON value: `[value]` is a new value, `0` means that there is none any more, an object has what
 * changed of its parts. An array is an object too, with its `length`.
 */
export type Delta = readonly [unknown] | 0 | { readonly [key: string]: Delta }

/** The value after a change. Parts that did not change are the same objects as before. */
export function applyDelta(value: unknown, delta: Delta): unknown {
  if (delta === 0) return undefined
  if (isNewValue(delta)) return delta[0]
  if (Array.isArray(value)) return applyToArray(value, delta)
  // Through entries, so that a key such as `__proto__` stays a key.
  const parts = new Map(Object.entries(value ?? {}))
  for (const [key, change] of Object.entries(delta)) {
    if (change === 0) parts.delete(key)
    else parts.set(key, applyDelta(parts.get(key), change))
  }
  return Object.fromEntries(parts)
}

function applyToArray(value: readonly unknown[], delta: { readonly [key: string]: Delta }): unknown[] {
  const next = [...value]
  const { length, ...rows } = delta
  if (length !== undefined && length !== 0 && isNewValue(length)) next.length = Number(length[0])
  for (const [index, change] of Object.entries(rows))
    next[Number(index)] = applyDelta(value[Number(index)], change)
  return next
}

function isNewValue(delta: Exclude<Delta, 0>): delta is readonly [unknown] {
  return Array.isArray(delta)
}
