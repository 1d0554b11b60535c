import { ATTR_ERROR_GROUP } from './attributes.ts'
import type { ExceptionDescription } from './redaction/describe-exception.ts'

/** Name of the event that an error leaves on a span; from the OpenTelemetry semantic conventions. */
export const EVENT_EXCEPTION = 'exception'
/** Class of the error; from the OpenTelemetry semantic conventions. */
export const ATTR_EXCEPTION_TYPE = 'exception.type'
/** Message of the error; from the OpenTelemetry semantic conventions. */
export const ATTR_EXCEPTION_MESSAGE = 'exception.message'
/** Stack of the error and of its causes; from the OpenTelemetry semantic conventions. */
export const ATTR_EXCEPTION_STACKTRACE = 'exception.stacktrace'

/** Makes the attributes of an exception event; `group` is left out where nothing groups errors. */
export function toExceptionAttributes(
  exception: ExceptionDescription,
  group: string | undefined,
): Record<string, string> {
  const attributes: Record<string, string> = {
    [ATTR_EXCEPTION_TYPE]: exception.type,
    [ATTR_EXCEPTION_MESSAGE]: exception.message,
  }
  if (exception.stack !== undefined) attributes[ATTR_EXCEPTION_STACKTRACE] = exception.stack
  if (group !== undefined) attributes[ATTR_ERROR_GROUP] = group
  return attributes
}
