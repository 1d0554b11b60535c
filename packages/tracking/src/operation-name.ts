import { describeValue } from '@cryo/conventions/redaction'

/** Longest name of an operation or a metric, in bytes. */
export const MAX_NAME_BYTES = 256

/** Makes a name that telemetry can carry of anything that a caller may pass. */
export function toOperationName(name: unknown): string {
  return describeValue(name, MAX_NAME_BYTES) || 'unnamed'
}
