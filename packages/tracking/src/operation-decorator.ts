import { readText } from '@cryo/conventions/redaction'

import type { CallObserver } from './observe-call.ts'
import { type AnyFunction, wrapFunction } from './wrap-function.ts'

/**
 * Decorates a method, or wraps a function: each call is an operation, for generators each iteration.
 *
 * What comes back keeps `this`, name, length and kind of result.
 */
export interface OperationDecorator {
  <F extends AnyFunction>(fn: F): F
  <F extends AnyFunction>(method: F, context: ClassMethodDecoratorContext): F
  /** For code that is compiled with `experimentalDecorators`. */
  (target: object, key: string | symbol, descriptor: PropertyDescriptor): void
}

/**
 * Makes a decorator.
 *
 * @param caller - Public function that was called, for error messages.
 * @param begin - Starts the operation of one call of the function with this name.
 */
export function createDecorator(
  caller: string,
  begin: (functionName: string) => CallObserver,
): OperationDecorator {
  function wrap(target: unknown, name: string, kind: string): AnyFunction {
    if (typeof target === 'function' && kind === 'method') {
      return wrapFunction(target as AnyFunction, () => begin(name))
    }
    const got = kind === 'method' ? (target === null ? 'null' : typeof target) : `a ${kind}`
    throw new TypeError(`${caller} got ${got}; expected a method to decorate or a function to wrap`)
  }

  function decorate(target: unknown, context?: unknown, descriptor?: unknown): unknown {
    if (typeof context === 'string' || typeof context === 'symbol') {
      const property = (descriptor ?? {}) as PropertyDescriptor
      return { ...property, value: wrap(property.value, String(context), 'method') }
    }
    if (isDecoratorContext(context)) return wrap(target, String(context.name), context.kind)
    return wrap(target, readText(target, 'name') || 'anonymous', 'method')
  }
  return decorate as OperationDecorator
}

function isDecoratorContext(value: unknown): value is DecoratorContext {
  return typeof value === 'object' && value !== null && 'kind' in value && 'name' in value
}
