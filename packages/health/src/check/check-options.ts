import type { CheckKind } from '@cryo/conventions'

/** How often a check runs and how its failures count; a value that makes no sense is left out. */
export interface CheckOptions {
  /** From one start to the next, 0.1 to 86400 s. Default: `healthCheckIntervals` of the kind. */
  readonly intervalSeconds?: number | undefined
  /** What one run may take, 0.01 to 3600 s. Default: 5 s. */
  readonly timeoutSeconds?: number | undefined
  /** Whether the service is ready only while it passes. Default: `true` for databases, else `false`. */
  readonly required?: boolean | undefined
  /**
   * Failures in a row that make an error, before them it is a warning. Default: `alertThresholds.databaseFailures`
   * and `.apiErrors`; 1 for others.
   */
  readonly failureThreshold?: number | undefined
}

/** Options of `addHealthCheck`. */
export interface HealthCheckOptions extends CheckOptions {
  /** Default: `'system'`. */
  readonly kind?: CheckKind | undefined
}
