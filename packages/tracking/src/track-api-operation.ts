import { LiveOperation } from './live-operation.ts'
import { createDecorator, type OperationDecorator } from './operation-decorator.ts'
import { type NamedOperationOptions, readNamedOptions } from './operation-options.ts'

/**
 * Makes a decorator for methods, and a wrapper for functions, that serve or call an API: an operation of kind
 * `api`, named as the method unless a name is given.
 *
 * @throws TypeError where the decorator is put on something that is no method or function.
 *
 * @example
 * const fetchCompound = trackApiOperation('pubchem.compound')((id: number) => fetch(`${PUBCHEM}/${id}`))
 */
export function trackApiOperation(options?: string | NamedOperationOptions): OperationDecorator {
  const settings = readNamedOptions(typeof options === 'string' ? { name: options } : options, 'api')
  return createDecorator(
    'trackApiOperation',
    (functionName) => new LiveOperation(settings.name ?? functionName, settings),
  )
}
