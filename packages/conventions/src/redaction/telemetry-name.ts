import { describeValue } from './describe-value.ts'

/** Longest name of an operation, a job or a metric, in bytes. */
export const MAX_NAME_BYTES = 256

/** Makes a name that telemetry can carry of anything that a caller may pass. */
export function toTelemetryName(name: unknown): string {
  return describeValue(name, MAX_NAME_BYTES) || 'unnamed'
}
