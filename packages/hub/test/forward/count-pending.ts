/** How many calls of watched objects have not settled yet. */
export interface Pending {
  count: number
}

/** Passes everything on to `target`, and counts the promises that its methods return until they settle. */
export function countPending<T extends object>(target: T, pending: Pending): T {
  return new Proxy(target, {
    get(_, key) {
      const value: unknown = Reflect.get(target, key)
      if (typeof value !== 'function') return value
      return (...args: unknown[]): unknown => {
        const result: unknown = Reflect.apply(value, target, args)
        if (!(result instanceof Promise)) return result
        pending.count += 1
        return result.finally(() => (pending.count -= 1))
      }
    },
  })
}
