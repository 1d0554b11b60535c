import { type Context, context, ROOT_CONTEXT } from '@opentelemetry/api'

import { ignored } from './tracking-state.ts'

/** The active context; the root one where the context manager fails. */
export function readActiveContext(): Context {
  try {
    return context.active()
  } catch {
    ignored.internal++
    return ROOT_CONTEXT
  }
}

/** Runs `fn` exactly once with a context active, whatever the context manager does before, after or instead. */
export function runActive<T, A>(active: Context, fn: (argument: A) => T, argument: A): T {
  let state: 'waiting' | 'returned' | 'threw' = 'waiting'
  let value: unknown
  try {
    context.with(active, () => {
      // Caught here, an error of the caller's cannot be taken for one of the context manager.
      try {
        value = fn(argument)
        state = 'returned'
      } catch (error) {
        value = error
        state = 'threw'
      }
    })
  } catch {
    ignored.internal++
  }
  const ended = state as 'waiting' | 'returned' | 'threw'
  if (ended === 'waiting') return fn(argument)
  if (ended === 'threw') throw value
  return value as T
}
