import { types } from 'node:util'

import type { CallObserver } from './observe-call.ts'

type AnyGenerator = Generator<unknown, unknown, unknown> | AsyncGenerator<unknown, unknown, unknown>
type Step = 'next' | 'return' | 'throw'

/**
 * Observes a whole iteration: from the first step, which is where the body begins to run, to the last one.
 *
 * @param begin - Called before the first step: a generator that nobody iterates is not in progress.
 * @returns An object that is used and inherits as the generator does.
 */
export function observeGenerator<G extends AnyGenerator>(generator: G, begin: () => CallObserver): G {
  let observer: CallObserver | undefined
  let isOver = false

  function finish(result: unknown): unknown {
    if (!isDone(result)) return result
    isOver = true
    observer?.onValue(Reflect.get(result, 'value'))
    return result
  }
  function fail(error: unknown): never {
    isOver = true
    observer?.onError(error)
    throw error
  }
  function take(step: Step, args: unknown[]): unknown {
    const run = (given: unknown[]): unknown => Reflect.apply(generator[step], generator, given)
    // Before the first `next` the other two run no line of the body.
    if (isOver || (observer === undefined && step !== 'next')) return run(args)
    observer ??= begin()
    let result: unknown
    try {
      result = observer.activate(run, args)
    } catch (error) {
      return fail(error)
    }
    return types.isPromise(result) ? result.then(finish, fail) : finish(result)
  }

  const steps = (['next', 'return', 'throw'] as const).map((step) => [
    step,
    { value: (...args: unknown[]) => take(step, args), configurable: true, writable: true },
  ])
  return Object.create(Object.getPrototypeOf(generator), Object.fromEntries(steps)) as G
}

/** Results of a generator's steps are made by the engine: reading them runs no code of the caller's. */
function isDone(result: unknown): result is object {
  return typeof result === 'object' && result !== null && Reflect.get(result, 'done') === true
}
