import { ignored } from '@cryo/conventions'
import { types } from 'node:util'

import { observeGenerator } from './observe-generator.ts'
import { observeThenable } from './observe-thenable.ts'

/** Who wants to know how a call ends, whenever it does. No method but `activate` throws. */
export interface CallObserver {
  /** Runs a part of the call as the one that is in progress; throws what `fn` throws. */
  activate<T, A>(fn: (argument: A) => T, argument: A): T
  onValue(value: unknown): void
  onError(error: unknown): void
}

/** Calls `fn` and tells the observer how it ends; what it returns is of the same kind, what it throws is the same. */
export function observeCall<T, A>(observer: CallObserver, fn: (argument: A) => T, argument: A): T {
  let result: T
  try {
    result = observer.activate(fn, argument)
  } catch (error) {
    // Where the error is an overflow of the stack, telling it may overflow once more.
    try {
      observer.onError(error)
    } catch {
      ignored.internal++
    }
    throw error
  }
  try {
    return observeResult(observer, result)
  } catch {
    ignored.internal++
    return result
  }
}

function observeResult<T>(observer: CallObserver, result: T): T {
  if ((typeof result !== 'object' || result === null) && typeof result !== 'function') {
    observer.onValue(result)
    return result
  }
  if (types.isPromise(result)) return observePromise(observer, result) as T
  if (types.isGeneratorObject(result)) return observeGenerator(result, () => observer) as T
  if (!observeThenable(observer, result)) observer.onValue(result)
  return result
}

/**
 * The promise that is returned is a new one: a handler on the original would mark its rejection as handled, and an
 * application that handles it nowhere would not hear of it.
 */
function observePromise<T>(observer: CallObserver, promise: Promise<T>): Promise<T> {
  try {
    return promise.then(
      (value) => {
        observer.onValue(value)
        return value
      },
      (error: unknown) => {
        observer.onError(error)
        throw error
      },
    )
  } catch {
    // A subclass whose `then` or constructor throws: its promise goes back as it is.
    observer.onValue(undefined)
    return promise
  }
}
