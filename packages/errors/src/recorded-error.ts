import { types } from 'node:util'

import {
  describeException,
  type ExceptionDescription,
  readText,
  toSafeMessage,
  toSafeStack,
  toTypeName,
} from '@cryo/conventions/redaction'

/** What was given to `recordError`, in either form. */
export interface RecordedError {
  /** What was thrown; `undefined` where the error was given as texts only. */
  readonly thrown: { readonly error: unknown } | undefined
  readonly exception: ExceptionDescription
  readonly context: unknown
}

/** Reads the arguments of `recordError`; any are accepted. */
export function readRecordedError(args: readonly unknown[]): RecordedError {
  const [first, second, third, fourth] = args
  if (typeof first !== 'string' || second === undefined || isPlainObject(second)) {
    return { thrown: { error: first }, exception: describeException(first), context: second }
  }
  const type = toTypeName(first)
  const context = fourth ?? (typeof third === 'string' ? undefined : third)
  const stack = typeof third === 'string' ? toSafeStack(third) : undefined
  if (typeof second !== 'object') {
    return { thrown: undefined, exception: { type, message: toSafeMessage(second), stack }, context }
  }
  // `recordError('ParseError', error)`: a type of the caller's own for an error that was caught.
  const caught = describeException(second)
  return { thrown: { error: second }, exception: { ...caught, type, stack: stack ?? caught.stack }, context }
}

function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return !types.isNativeError(value) && readText(value, 'stack') === undefined
}
