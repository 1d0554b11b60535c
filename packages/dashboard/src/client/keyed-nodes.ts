/** Something on the page that belongs to a key of the data. */
export interface Keyed {
  readonly node: Element
}

/**
 * Makes the function that keeps the children of `parent` in step with keys: a child stays the same element while its
 * key is there, in whatever order they come, and goes with it.
 *
 * Nothing changes places under the pointer or around the focus.
 */
export function createKeyedNodes<T extends Keyed>(
  parent: Element,
  create: (key: string) => T,
): (keys: readonly string[]) => readonly (readonly [key: string, item: T])[] {
  const items = new Map<string, T>()
  return (keys) => {
    const wanted = new Set(keys)
    for (const [key, { node }] of items) {
      if (wanted.has(key)) continue
      node.remove()
      items.delete(key)
    }
    const inUse = parent.matches(':hover') || parent.contains(document.activeElement)
    return keys.map((key, index) => {
      const known = items.get(key)
      const item = known ?? create(key)
      items.set(key, item)
      const there = parent.children[index] ?? null
      if (there !== item.node && !(inUse && known !== undefined)) parent.insertBefore(item.node, there)
      return [key, item]
    })
  }
}
