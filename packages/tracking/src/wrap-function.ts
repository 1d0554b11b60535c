import { types } from 'node:util'

import { readProperty } from '@cryo/conventions/redaction'

import { type CallObserver, observeCall } from './observe-call.ts'
import { observeGenerator } from './observe-generator.ts'

/** Any function or method. */
export type AnyFunction = (this: never, ...args: never[]) => unknown

/**
 * Wraps a function so that each call is observed; `this`, name, length and kind of result stay what they are.
 *
 * @param begin - Called once per call, for a generator once per iteration.
 */
export function wrapFunction<F extends AnyFunction>(fn: F, begin: () => CallObserver): F {
  const call = types.isGeneratorFunction(fn)
    ? function (this: unknown, ...args: unknown[]): unknown {
        const generator: unknown = Reflect.apply(fn, this, args)
        return observeGenerator(generator as Generator, begin)
      }
    : function (this: unknown, ...args: unknown[]): unknown {
        return observeCall(begin(), (given) => Reflect.apply(fn, this, given), args)
      }
  Object.defineProperties(call, {
    name: { value: readProperty(fn, 'name'), configurable: true },
    length: { value: readProperty(fn, 'length'), configurable: true },
  })
  return call as unknown as F
}
