import type { Stop } from './instrumentation-runtime.ts'

/** A method as it is found on a prototype of another package. */
export type Method = (this: unknown, ...args: unknown[]) => unknown

/**
 * Replaces a method of a prototype by what `wrap` makes of it; what is no method is left alone.
 *
 * The replacement is not enumerable, as methods of classes are not, and keeps the name and the length that
 * frameworks look at.
 *
 * @returns Restores the method, unless someone else has replaced it meanwhile.
 */
export function patchMethod<T extends object>(
  target: T,
  name: keyof T & string,
  wrap: (original: Method) => Method,
): Stop {
  const original: unknown = target[name]
  if (typeof original !== 'function') return () => {}
  const own = Object.getOwnPropertyDescriptor(target, name)
  const replacement = wrap(original as Method)
  Object.defineProperty(replacement, 'name', { value: original.name, configurable: true })
  Object.defineProperty(replacement, 'length', { value: original.length, configurable: true })
  Object.defineProperty(target, name, {
    value: replacement,
    configurable: true,
    writable: true,
    enumerable: own?.enumerable ?? false,
  })
  return () => {
    if (target[name] !== replacement) return
    if (own === undefined) Reflect.deleteProperty(target, name)
    else Object.defineProperty(target, name, own)
  }
}
