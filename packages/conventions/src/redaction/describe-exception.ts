import { toSafeText } from './bounded-text.ts'
import { describeStack } from './describe-stack.ts'
import { describeValue } from './describe-value.ts'
import { readErrorType } from './error-type.ts'
import { readProperty } from './read-property.ts'

/** Longest message of an error that is kept, in bytes. */
const MAX_MESSAGE_BYTES = 8192

/** What telemetry may know of an error: bounded, and without credentials. */
export interface ExceptionDescription {
  /** Class of the error; see {@link readErrorType}. */
  readonly type: string
  readonly message: string
  /** Its stack and those of its causes; `undefined` where there is none, as with a thrown text. */
  readonly stack: string | undefined
}

/** Describes anything that was thrown; any input is accepted, and none throws. */
export function describeException(error: unknown): ExceptionDescription {
  const message = readProperty(error, 'message')
  const stack = describeStack(error)
  // A thrown object that is no error says what it is only by its data.
  const subject = message === undefined && stack === undefined ? error : (message ?? '')
  return { type: readErrorType(error), message: toSafeMessage(subject), stack }
}

/** Makes a message, whatever it is, fit for telemetry. */
export function toSafeMessage(message: unknown): string {
  return typeof message === 'string'
    ? toSafeText(message, MAX_MESSAGE_BYTES)
    : describeValue(message, MAX_MESSAGE_BYTES)
}
