import type { ExceptionDescription } from './redaction/describe-exception.ts'
import { sharedState } from './registry.ts'

/** Key of the OpenTelemetry context under which the operation that runs is found: a {@link FailureScope}. */
export const OPERATION_CONTEXT_KEY: unique symbol = Symbol.for('cryo.operation.v1')

/** An operation, as those see it who count an error while it runs. */
export interface FailureScope {
  /** Tells that this error is counted, so that the operation does not count it again when it leaves through it. */
  noteCounted(error: unknown): void
}

/** What `trackOperation` and `recordError` know of one another: one error is one in `cryo.errors`, whoever met it. */
export interface FailureLedger {
  /** Finds the group of an error and, where asked, counts it; `null` until `@cryo/errors` is loaded. */
  group: ((exception: ExceptionDescription, isCounted: boolean) => string) | null
  /** Errors that an operation counted and that `recordError` has not met since. */
  readonly countedByOperation: WeakSet<object>
  /** Errors that each span has an exception event of. */
  readonly events: WeakMap<object, WeakSet<object>>
}

/** The ledger of this process. */
export const failureLedger: FailureLedger = sharedState('failures', (): FailureLedger => ({
  group: null,
  countedByOperation: new WeakSet(),
  events: new WeakMap(),
}))

/** Notes that an operation counted an error; thrown values that are no objects cannot be told apart again. */
export function noteCountedByOperation(error: unknown): void {
  if (isObject(error)) failureLedger.countedByOperation.add(error)
}

/** Whether an operation counted an error that nobody has asked about since. */
export function takeCountedByOperation(error: unknown): boolean {
  return isObject(error) && failureLedger.countedByOperation.delete(error)
}

/** Notes that a span gets the exception event of an error; `false` where it has one already. */
export function claimExceptionEvent(span: object, error: unknown): boolean {
  if (!isObject(error)) return true
  const errors = failureLedger.events.get(span)
  if (errors?.has(error) === true) return false
  if (errors === undefined) failureLedger.events.set(span, new WeakSet([error]))
  else errors.add(error)
  return true
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
