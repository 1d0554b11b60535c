import { ignored } from '@cryo/conventions'
import { type Context, context } from '@opentelemetry/api'

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
