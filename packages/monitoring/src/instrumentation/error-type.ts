import { ERROR_TYPE_VALUE_OTHER } from '@opentelemetry/semantic-conventions'

const MAX_LENGTH = 64

/** The value of `error.type` for what was thrown: its code, such as `ECONNREFUSED`, or else its name. */
export function errorTypeOf(error: unknown): string {
  return readText(error, 'code') ?? readText(error, 'name') ?? ERROR_TYPE_VALUE_OTHER
}

/** A text that an error carries, cut; undefined if it has none, or does not let it be read. */
export function readText(error: unknown, key: string): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  try {
    const value: unknown = Reflect.get(error, key)
    return typeof value === 'string' && value !== '' ? value.slice(0, MAX_LENGTH) : undefined
  } catch {
    return undefined
  }
}
