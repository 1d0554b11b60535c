import { ROOT_CONTEXT } from '@opentelemetry/api'
import type { Context } from '@opentelemetry/api'

/** The context itself; the root one in place of anything that is none. Never throws. */
export function toContext(value: Context | undefined): Context {
  try {
    if (typeof value?.getValue === 'function' && typeof value.setValue === 'function') return value
  } catch {
    // A revoked proxy, or one that throws.
  }
  return ROOT_CONTEXT
}
