import { LiveOperation } from './live-operation.ts'
import { observeCall } from './observe-call.ts'
import { createDecorator, type OperationDecorator } from './operation-decorator.ts'
import { type OperationOptions, readOptions } from './operation-options.ts'
import type { Operation } from './operation.ts'

/**
 * Records a piece of work as an operation: a span, its duration, outcome and items.
 *
 * With `fn` it runs `fn` at once, with the span active, and returns its value; a promise, an object with a `then`
 * and a generator are followed to their end. What `fn` throws is recorded and thrown on unchanged. Without `fn` it
 * is a decorator for methods and a wrapper for functions.
 *
 * @param name - Name of the operation and of its span; 200 names have series of their own, the rest share `_other_`.
 *
 * @example
 * const rows = await trackOperation('load', async (operation) => {
 *   const found = await load()
 *   operation.addItems(found.length)
 *   return found
 * })
 *
 * @example
 * const fit = trackOperation('fit')((points: Point[]) => regress(points))
 */
export function trackOperation<T>(name: string, fn: (operation: Operation) => T): T
export function trackOperation<T>(
  name: string,
  options: OperationOptions<Awaited<T>> | undefined,
  fn: (operation: Operation) => T,
): T
/** @throws TypeError where the decorator is put on something that is no method or function. */
export function trackOperation(name: string, options?: OperationOptions): OperationDecorator
export function trackOperation(name: string, second?: unknown, third?: unknown): unknown {
  const hasOptions = typeof second !== 'function'
  const settings = readOptions(hasOptions ? second : undefined)
  const fn = hasOptions ? third : second
  if (typeof fn === 'function') {
    const operation = new LiveOperation(name, settings)
    return observeCall(operation, fn as (operation: Operation) => unknown, operation)
  }
  return createDecorator('trackOperation', () => new LiveOperation(name, settings))
}
