import { GENERAL_VARIABLES } from './otel/general-variables.ts'
import { LOG_VARIABLES } from './otel/log-variables.ts'
import { METRIC_VARIABLES } from './otel/metric-variables.ts'
import type { OtelVariable } from './otel/otel-variable.ts'
import { listOtlpVariables } from './otel/otlp-variables.ts'
import { TRACE_VARIABLES } from './otel/trace-variables.ts'

/**
 * Lists every `OTEL_*` variable that the specification or the SDK for Node knows, and what this package makes of it.
 *
 * Names, values and defaults follow the specification of environment variables and of the OTLP exporter, 1.60. Made
 * anew for each call: an application that sets none of them never needs it.
 */
export function listOtelVariables(): readonly OtelVariable<unknown>[] {
  return [
    ...GENERAL_VARIABLES,
    ...listOtlpVariables(),
    ...TRACE_VARIABLES,
    ...METRIC_VARIABLES,
    ...LOG_VARIABLES,
  ]
}
