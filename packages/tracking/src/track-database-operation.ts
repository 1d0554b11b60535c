import { LiveOperation } from './live-operation.ts'
import { createDecorator, type OperationDecorator } from './operation-decorator.ts'
import { type NamedOperationOptions, readNamedOptions } from './operation-options.ts'

/**
 * Makes a decorator for methods, and a wrapper for functions, that work with a database: an operation of kind
 * `database`, named as the method unless `name` is given.
 *
 * @param options - Items of each call: a number, or a function that reads them from the result; or all options.
 * @throws TypeError where the decorator is put on something that is no method or function.
 *
 * @example
 * class Molecules {
 *   \@trackDatabaseOperation((rows: Row[]) => rows.length)
 *   async findByName(name: string) { … }
 * }
 */
export function trackDatabaseOperation(
  options?: number | ((result: never) => number) | NamedOperationOptions,
): OperationDecorator {
  const isCount = typeof options === 'number' || typeof options === 'function'
  const settings = readNamedOptions(isCount ? { itemsCount: options } : options, 'database')
  return createDecorator(
    'trackDatabaseOperation',
    (functionName) => new LiveOperation(settings.name ?? functionName, settings),
  )
}
