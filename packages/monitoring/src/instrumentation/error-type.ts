import { ERROR_TYPE_VALUE_OTHER } from '@opentelemetry/semantic-conventions'

const MAX_LENGTH = 64

/** The value of `error.type` for what was thrown: its code, such as `ECONNREFUSED`, or else its name. */
export function errorTypeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ERROR_TYPE_VALUE_OTHER
  const { code, name } = error as { code?: unknown; name?: unknown }
  const type = typeof code === 'string' && code !== '' ? code : name
  return typeof type === 'string' && type !== '' ? type.slice(0, MAX_LENGTH) : ERROR_TYPE_VALUE_OTHER
}
