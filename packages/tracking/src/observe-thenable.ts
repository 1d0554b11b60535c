import { types } from 'node:util'

import type { CallObserver } from './observe-call.ts'

type Then = (this: unknown, onValue?: unknown, onError?: unknown) => unknown

/**
 * Observes an object with a `then` that is no promise, such as the query of a query builder.
 *
 * Many of them run only when `then` is called, and again each time. So nothing is called here: the object gets a
 * `then` of its own that observes the caller's call.
 *
 * @returns false where the value is no such object, or cannot be changed; it counts as a plain value then.
 */
export function observeThenable(observer: CallObserver, value: object): boolean {
  // A proxy may answer to any name, `then` included, without being one.
  if (types.isProxy(value)) return false
  try {
    const then: unknown = Reflect.get(value, 'then')
    if (typeof then !== 'function') return false
    // oxlint-disable-next-line unicorn/no-thenable -- the object has a `then`; ours stands in for it.
    return Reflect.defineProperty(value, 'then', {
      value: observeThen(observer, then as Then),
      configurable: true,
      writable: true,
    })
  } catch {
    return false
  }
}

function observeThen(observer: CallObserver, original: Then): Then {
  let isSettled = false
  return function then(this: unknown, onValue?: unknown, onError?: unknown): unknown {
    if (isSettled) return Reflect.apply(original, this, [onValue, onError])
    const observed = [
      (value: unknown): unknown => {
        if (!isSettled) observer.onValue(value)
        isSettled = true
        return typeof onValue === 'function' ? Reflect.apply(onValue, undefined, [value]) : value
      },
      (error: unknown): unknown => {
        if (!isSettled) observer.onError(error)
        isSettled = true
        if (typeof onError === 'function') return Reflect.apply(onError, undefined, [error])
        throw error
      },
    ]
    return observer.activate((args) => Reflect.apply(original, this, args), observed)
  }
}
