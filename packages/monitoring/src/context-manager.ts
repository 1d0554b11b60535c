import { AsyncLocalStorage } from 'node:async_hooks'
import type { EventEmitter } from 'node:events'

import { ROOT_CONTEXT } from '@opentelemetry/api'
import type { Context, ContextManagementToken, ContextManager } from '@opentelemetry/api'

import { patchMethod } from './instrumentation/patch-method.ts'
import { toContext } from './to-context.ts'

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown

/**
 * OpenTelemetry's context manager on one AsyncLocalStorage, which Node >= 24 carries in an AsyncContextFrame:
 * entering a context costs one small copy, reading it one lookup.
 */
export class AsyncContextManager implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context | undefined>({ name: 'cryo.context' })
  readonly #boundEmitters = new WeakMap<EventEmitter, Context>()

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT
  }

  /** The context that was entered, `undefined` outside of any. */
  entered(): Context | undefined {
    return this.#storage.getStore()
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    fn: F,
    thisArg?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    const entered = toContext(context)
    // AsyncLocalStorage calls without a receiver.
    if (thisArg === undefined || thisArg === null) return this.#storage.run(entered, fn, ...args)
    return this.apply(entered, fn, thisArg, args) as ReturnType<F>
  }

  /** As `with`, for a call whose arguments are at hand: it makes no closure. */
  apply(context: Context | undefined, fn: Function, thisArg: unknown, args: ArrayLike<unknown>): unknown {
    return this.#storage.run(context, Reflect.apply, fn, thisArg, args)
  }

  /** Makes the context active until the current callback of the event loop ends. */
  enter(context: Context): void {
    this.#storage.enterWith(context)
  }

  attach(context: Context): ContextManagementToken {
    const outer = this.#storage.getStore()
    this.#storage.enterWith(toContext(context))
    return { dispose: (): void => this.#storage.enterWith(outer) }
  }

  /**
   * Binds a function, or all listeners of an emitter, to a context; anything else is returned as it is.
   *
   * An emitter gets an `emit` of its own, once; its other methods stay.
   */
  bind<T>(context: Context, target: T): T {
    const bound = toContext(context)
    try {
      if (typeof target === 'function') return this.#bindFunction(bound, target as T & AnyFunction)
      if (isEmitter(target)) this.#bindEmitter(bound, target)
    } catch {
      // A revoked proxy, or one that throws: it stays as it is.
    }
    return target
  }

  enable(): this {
    return this
  }

  disable(): this {
    this.#storage.disable()
    return this
  }

  #bindFunction<T extends AnyFunction>(context: Context, target: T): T {
    const storage = this.#storage
    function bound(this: unknown, ...args: unknown[]): unknown {
      return storage.run(context, () => Reflect.apply(target, this, args))
    }
    Object.defineProperty(bound, 'length', { value: target.length, configurable: true })
    return bound as T
  }

  #bindEmitter(context: Context, emitter: EventEmitter): void {
    const contexts = this.#boundEmitters
    const isBound = contexts.has(emitter)
    contexts.set(emitter, context)
    if (isBound) return
    patchMethod(emitter, 'emit', (emit) => {
      const storage = this.#storage
      return function (this: unknown, ...args) {
        return storage.run(contexts.get(emitter), Reflect.apply, emit, this, args)
      }
    })
  }
}

function isEmitter(target: unknown): target is EventEmitter {
  return (
    typeof target === 'object' && target !== null && 'emit' in target && typeof target.emit === 'function'
  )
}
