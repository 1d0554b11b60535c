import { LiveOperation } from './live-operation.ts'
import { type OperationOptions, readOptions } from './operation-options.ts'
import type { Operation } from './operation.ts'

/**
 * Starts an operation that ends with its scope.
 *
 * Its span is not the active one, which would leak between asynchronous functions; `operation.run(fn)` makes it so
 * for `fn`. Never throws.
 *
 * @param name - Name of the operation and of its span; 200 names have series of their own, the rest share `_other_`.
 *
 * @example
 * using operation = startOperation('import', { itemsCount: rows.length })
 * operation.run(() => insert(rows))
 */
export function startOperation(name: string, options?: OperationOptions): Operation {
  return new LiveOperation(name, readOptions(options))
}
